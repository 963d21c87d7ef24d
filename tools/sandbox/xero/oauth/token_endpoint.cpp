#include "tools/sandbox/xero/oauth/token_endpoint.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <utility>

#include "core/base/secret.hpp"
#include "core/crypto/digest.hpp"
#include "tools/sandbox/common/request_parameters.hpp"

namespace patchbay::sandbox::xero {
namespace {

struct Credentials {
  std::string client_id;
  std::string client_secret;
};

http::ServerResponse refusalAnswer(const OAuthRefusal& refusal) {
  const boost::json::object body{{"error", refusal.what()}};
  return http::ServerResponse::json(refusal.status(), boost::json::serialize(body))
      .with("Cache-Control", "no-store");
}

oauth::Parameters readForm(const http::ServerRequest& request) {
  if (request.header("Content-Type").value_or("").starts_with("application/json")) {
    throw OAuthRefusal("invalid_request");
  }
  try {
    return readParameters(request);
  } catch (const UnreadableBody&) {
    throw OAuthRefusal("invalid_request");
  }
}

std::string require(const oauth::Parameters& parameters, std::string_view name) {
  std::string value = valueOf(parameters, name);
  if (value.empty()) throw OAuthRefusal("invalid_request");
  return value;
}

/// RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
std::optional<Credentials> basicCredentials(std::string_view header) {
  constexpr std::string_view kScheme = "Basic ";
  if (!header.starts_with(kScheme)) return std::nullopt;
  const auto text = crypto::parseBase64(header.substr(kScheme.size()));
  const std::size_t colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  const auto id = http::decodeFormValue(std::string_view(*text).substr(0, colon));
  const auto secret = http::decodeFormValue(std::string_view(*text).substr(colon + 1));
  if (!id || !secret) return std::nullopt;
  return Credentials{*id, *secret};
}

}  // namespace

const Application& TokenEndpoint::authenticate(const http::ServerRequest& request,
                                               const oauth::Parameters& parameters) const {
  Credentials given{valueOf(parameters, "client_id"), valueOf(parameters, "client_secret")};
  if (const auto header = request.header("Authorization")) {
    given = basicCredentials(*header).value_or(Credentials());
  }
  const Application* application = settings_.findApplication(given.client_id);
  if (!application || !equalInConstantTime(application->client_secret, given.client_secret)) {
    throw OAuthRefusal("invalid_client", settings_.invalid_client_is_401 ? 401 : 400);
  }
  return *application;
}

Exchange TokenEndpoint::exchange(const http::ServerRequest& request,
                                 const oauth::Parameters& parameters) {
  const std::string grant_type = valueOf(parameters, "grant_type");
  const Application& application = authenticate(request, parameters);
  if (grant_type == "authorization_code") {
    return book_.redeemCode(application.client_id, require(parameters, "code"),
                            require(parameters, "redirect_uri"),
                            valueOf(parameters, "code_verifier"));
  }
  if (grant_type == "refresh_token") {
    return book_.refresh(application.client_id, require(parameters, "refresh_token"), "");
  }
  // For custom connections, which this application is not.
  if (grant_type == "client_credentials") throw OAuthRefusal("unauthorized_client");
  throw OAuthRefusal("unsupported_grant_type");
}

std::string TokenEndpoint::tokenJson(const TokenPair& pair) {
  boost::json::object answer;
  if (holdsScope(pair.scope, "openid")) answer["id_token"] = writer_.idToken(pair);
  answer["access_token"] = pair.access_token;
  answer["expires_in"] = toEpochSeconds(pair.expires_at) - toEpochSeconds(pair.created_at);
  answer["token_type"] = "Bearer";
  if (!pair.refresh_token.empty()) answer["refresh_token"] = pair.refresh_token;
  answer["scope"] = pair.scope;
  return boost::json::serialize(answer);
}

http::ServerResponse TokenEndpoint::token(const http::ServerRequest& request) {
  try {
    const Exchange result = exchange(request, readForm(request));
    notes_.exchanged(request, result);
    if (!result.pair) throw OAuthRefusal(result.refusal.error);
    return http::ServerResponse::json(200, tokenJson(*result.pair))
        .with("Cache-Control", "no-store");
  } catch (const OAuthRefusal& refusal) {
    notes_.refused(request, refusal.what());
    return refusalAnswer(refusal);
  }
}

void TokenEndpoint::revokeFor(const Application& application, const std::string& token,
                              RevocationCall& call) {
  const TokenPair* pair = book_.find(token);
  call.outcome = "unknown_token";
  if (!pair || pair->refresh_token != token || pair->client_id != application.client_id) return;
  call.grant = pair->grant;
  call.outcome = "revoked";
  book_.revokeGrant(pair->grant);
  on_revoked_(application.client_id);
}

http::ServerResponse TokenEndpoint::revoke(const http::ServerRequest& request) {
  RevocationCall call;
  call.time = clock_.now();
  http::ServerResponse answer(200);
  try {
    const oauth::Parameters parameters = readForm(request);
    const Application& application = authenticate(request, parameters);
    const std::string token = require(parameters, "token");
    call.presented = fingerprint(token);
    revokeFor(application, token, call);
  } catch (const OAuthRefusal& refusal) {
    call.outcome = refusal.what();
    answer = refusalAnswer(refusal);
  }
  notes_.revocation(std::move(call));
  return answer;
}

}  // namespace patchbay::sandbox::xero
