#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <utility>

#include "core/crypto/random.hpp"
#include "tools/conformance/provider/json_answer.hpp"
#include "tools/conformance/provider/scripted_provider.hpp"

// The scripted provider's consent page and token endpoint.

namespace patchbay::conformance {
namespace {

namespace json = boost::json;

std::string joined(const std::vector<std::string>& words, const std::string& separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

/// An hour from `now`, as the provider says it.
json::value expiryOf(oauth::ExpiryForm form, TimePoint now) {
  const auto end = toEpochSeconds(now) + 3600;
  switch (form) {
    case oauth::ExpiryForm::milliseconds:
      return 3'600'000;
    case oauth::ExpiryForm::epoch_seconds:
      return end;
    case oauth::ExpiryForm::epoch_milliseconds:
      return end * 1000;
    case oauth::ExpiryForm::date:
      return json::value_from(toRfc3339(fromEpochSeconds(end)));
    case oauth::ExpiryForm::seconds:
      break;
  }
  return 3600;
}

/// The pair where the provider puts it, e.g. below `/data/token` (RFC 6901).
json::value nestedAt(const std::string& path, json::object pair) {
  json::value body = std::move(pair);
  for (auto end = path.size(); end > 0;) {
    const auto slash = path.rfind('/', end - 1);
    if (slash == std::string::npos) break;
    json::object outer;
    outer[path.substr(slash + 1, end - slash - 1)] = std::move(body);
    body = std::move(outer);
    end = slash;
  }
  return body;
}

}  // namespace

oauth::Parameters ScriptedProvider::consent(const std::string& location) {
  const auto first = [&](std::string_view name) {
    const auto values = queryParameters(location, oauth::nameOf(app_.parameter_names, name));
    return values.empty() ? std::string() : values.front();
  };
  const std::string code = "kitcode" + crypto::randomToken();
  logins_[code].nonce = first("nonce");
  challenges_[code] = first("code_challenge");
  oauth::Parameters query;
  query.emplace_back(app_.code_parameter, code);
  query.emplace_back("state", first("state"));
  if (app_.authorization_response_iss_parameter_supported) query.emplace_back("iss", app_.issuer);
  return query;
}

http::HttpResponse ScriptedProvider::exchange(const Call& call) {
  const auto login = logins_.find(call.parameter("code"));
  if (login == logins_.end() || login->second.was_used) return oauthError("invalid_grant");
  login->second.was_used = true;
  return pairAnswer(book_.open(), login->second.nonce);
}

http::HttpResponse ScriptedProvider::refresh(const Call& call) {
  const auto pair = book_.refresh(call.parameter("refresh_token"), clock_.now());
  return pair ? pairAnswer(*pair, "") : oauthError("invalid_grant");
}

http::HttpResponse ScriptedProvider::pairAnswer(const IssuedPair& pair,
                                                const std::string& nonce) const {
  const auto& format = app_.token_response;
  json::object body;
  const auto put = [&](const char* standard, json::value value) {
    const std::string name = oauth::nameOf(format.names, standard);
    if (!name.empty()) body[name] = std::move(value);
  };
  put("access_token", json::value_from(pair.access_token));
  put("token_type", "Bearer");
  put("expires_in", expiryOf(format.expiry, clock_.now()));
  put("refresh_token", json::value_from(pair.refresh_token));
  const auto& scopes = app_.scopes.empty() ? app_.required_scopes : app_.scopes;
  if (!scopes.empty()) put("scope", json::value_from(joined(scopes, format.scope_separator)));
  if (!app_.jwks_uri.empty()) {
    const std::string id_token = id_tokens_.write(app_, nonce, clock_.now(), forgery_);
    if (!id_token.empty()) put("id_token", json::value_from(id_token));
  }
  return jsonAnswer(200, json::serialize(nestedAt(format.path, std::move(body))));
}

}  // namespace patchbay::conformance
