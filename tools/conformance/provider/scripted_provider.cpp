#include "tools/conformance/provider/scripted_provider.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "tools/conformance/provider/json_answer.hpp"

namespace patchbay::conformance {
namespace {

namespace json = boost::json;

constexpr std::string_view kBearer = "Bearer ";

std::string withoutQuery(const std::string& url) { return url.substr(0, url.find('?')); }

oauth::Parameters parametersOf(const std::string& body) {
  oauth::Parameters parameters;
  if (!body.starts_with('{')) return http::parseForm(body).value_or(parameters);
  boost::system::error_code unreadable;
  const json::value value = json::parse(body, unreadable);
  if (unreadable || !value.is_object()) return parameters;
  for (const auto& member : value.get_object()) {
    const bool is_text = member.value().is_string();
    parameters.emplace_back(member.key(), is_text ? std::string(member.value().get_string())
                                                  : json::serialize(member.value()));
  }
  return parameters;
}

/// What the standard calls a parameter that a provider calls otherwise.
std::string standardName(const oauth::Names& names, const std::string& own) {
  for (const auto& [standard, renamed] : names) {
    if (renamed == own) return standard;
  }
  return own;
}

http::HttpResponse otherGrant(const Call& call) {
  const bool is_readable = call.request.body.empty() || !call.parameters.empty();
  if (is_readable) return oauthError("unsupported_grant_type");
  return jsonAnswer(400,
                    R"--({"error":"invalid_request","error_description":"the body cannot be )--"
                    R"--(read; encode each value of a form (RFC 6749 appendix B)"})--");
}

}  // namespace

std::string Call::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

std::size_t Call::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(parameters.begin(), parameters.end(),
                    [name](const auto& parameter) { return parameter.first == name; }));
}

std::vector<std::string> queryParameters(const std::string& url, std::string_view name) {
  std::vector<std::string> values;
  const auto question_mark = url.find('?');
  if (question_mark == std::string::npos) return values;
  const auto query = http::parseForm(std::string_view(url).substr(question_mark + 1));
  if (!query) return values;
  for (const auto& [key, value] : *query) {
    if (key == name) values.push_back(value);
  }
  return values;
}

void ScriptedProvider::play(OAuthApp app, RecordedAnswers recorded) {
  app_ = std::move(app);
  recorded_ = std::move(recorded);
  tenants_ = recorded_.one;
  book_.setUp(app_.rotation, recorded_.access_token_claims);
}

// --- a call ---

awaitable<http::HttpResponse> ScriptedProvider::send(http::HttpRequest request) {
  Call call = read(std::move(request));
  calls_.push_back(call);
  const auto fault_of = [](const std::optional<Script>& script) {
    return script ? script->fault : std::optional<http::TransportFault>();
  };
  const auto script = takeScript(call.kind);
  const auto fault = fault_of(script);
  http::HttpResponse response(200, {}, "");
  if (script) {
    response = play(call, *script);
  } else {
    response = ordinary(call);
  }
  const auto gate = held_.find(call.kind);
  if (gate != held_.end()) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto wait = std::make_shared<boost::asio::steady_timer>(
        executor, boost::asio::steady_timer::time_point::max());
    gate->second.push_back(wait);
    boost::system::error_code released;
    co_await wait->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, released));
  }
  if (fault) throw http::TransportError(*fault, "the scripted provider gives no answer");
  co_return response;
}

void ScriptedProvider::release(CallKind kind) {
  const auto gate = held_.find(kind);
  if (gate == held_.end()) return;
  for (const auto& wait : gate->second) wait->cancel();
  held_.erase(gate);
}

Call ScriptedProvider::read(http::HttpRequest request) const {
  Call call(CallKind::elsewhere, std::move(request));
  const auto question_mark = call.request.url.find('?');
  const bool is_in_url = call.request.method == "GET" && question_mark != std::string::npos;
  call.parameters =
      parametersOf(is_in_url ? call.request.url.substr(question_mark + 1) : call.request.body);
  for (auto& [name, value] : call.parameters) name = standardName(app_.parameter_names, name);
  const auto authorization = call.request.headers.find("Authorization").value_or("");
  if (authorization.starts_with(kBearer)) call.bearer = authorization.substr(kBearer.size());
  if (is_durable && !call.bearer.empty()) call.was_durable = is_durable(call.bearer);
  call.kind = kindOf(call);
  return call;
}

CallKind ScriptedProvider::kindOf(const Call& call) const {
  const std::string url = withoutQuery(call.request.url);
  if (url == withoutQuery(app_.refresh_endpoint)) return CallKind::refresh;
  if (url == withoutQuery(app_.token_endpoint)) {
    // Some providers want no grant_type, or another one.
    if (call.count("code") > 0) return CallKind::exchange;
    return call.count("refresh_token") > 0 ? CallKind::refresh : CallKind::other_grant;
  }
  if (url == app_.revocation_endpoint) return CallKind::revocation;
  if (url == app_.introspection_endpoint) return CallKind::introspection;
  if (url == app_.jwks_uri) return CallKind::keys;
  if (isApi(url)) return CallKind::api;
  const bool is_metadata = url.find("/.well-known/") != std::string::npos;
  return is_metadata ? CallKind::metadata : CallKind::elsewhere;
}

bool ScriptedProvider::isApi(const std::string& url) const {
  const std::string& base = app_.api_base_url;
  return !base.empty() && url.starts_with(base) &&
         (url.size() == base.size() || url[base.size()] == '/');
}

std::optional<Script> ScriptedProvider::takeScript(CallKind kind) {
  auto& waiting = scripts_[kind];
  if (!waiting.empty()) {
    Script script = std::move(waiting.front());
    waiting.pop_front();
    return script;
  }
  const auto standing = standing_.find(kind);
  return standing == standing_.end() ? std::nullopt : std::optional(standing->second);
}

http::HttpResponse ScriptedProvider::play(const Call& call, const Script& script) {
  http::HeaderFields headers;
  for (const auto& [name, value] : script.headers) headers.add(name, value);
  http::HttpResponse scripted(script.status, std::move(headers), script.body);
  if (!script.acts) return scripted;
  http::HttpResponse response = ordinary(call);
  if (!script.rewrite) return scripted;
  return jsonAnswer(response.status, script.rewrite(response.body));
}

http::HttpResponse ScriptedProvider::ordinary(const Call& call) {
  switch (call.kind) {
    case CallKind::exchange:
      return exchange(call);
    case CallKind::refresh:
      return refresh(call);
    case CallKind::revocation:
      book_.revoke(call.parameter("token"));  // RFC 7009 2.2: 200 also for an unknown one
      return jsonAnswer(200, "{}");
    case CallKind::introspection:
      return jsonAnswer(200, book_.isRevoked(call.parameter("token")) ? R"({"active":false})"
                                                                      : R"({"active":true})");
    case CallKind::keys:
      return jsonAnswer(200, id_tokens_.keySet(app_));
    case CallKind::api:
      return callApi(call);
    case CallKind::other_grant:
      return otherGrant(call);
    case CallKind::metadata:
    case CallKind::elsewhere:
      break;
  }
  return jsonAnswer(404, R"({"error":"not_found"})");
}

// --- the API ---

http::HttpResponse ScriptedProvider::callApi(const Call& call) {
  if (!book_.use(call.bearer)) return jsonAnswer(401, R"({"error":"invalid_token"})");
  const std::string path = withoutQuery(call.request.url).substr(app_.api_base_url.size());
  const auto find = [&](const std::vector<RecordedAnswer>& answers) -> const RecordedAnswer* {
    const auto found = std::find_if(answers.begin(), answers.end(), [&](const auto& answer) {
      return answer.fits(call.request.method, path);
    });
    return found == answers.end() ? nullptr : &*found;
  };
  const RecordedAnswer* recorded = tenants_ ? find(tenants_->answers) : nullptr;
  if (recorded == nullptr) recorded = find(recorded_.answers);
  if (recorded == nullptr) return jsonAnswer(404, R"({"error":"not_found"})");
  return jsonAnswer(recorded->status, recorded->body);
}

std::vector<Call> ScriptedProvider::calls(CallKind kind) const {
  std::vector<Call> found;
  std::copy_if(calls_.begin(), calls_.end(), std::back_inserter(found),
               [kind](const Call& call) { return call.kind == kind; });
  return found;
}

std::vector<std::string> ScriptedProvider::secrets() const {
  std::vector<std::string> secrets = book_.tokens();
  for (const auto& [code, login] : logins_) secrets.push_back(code);
  if (!app_.client_secret.empty()) secrets.push_back(app_.client_secret.reveal());
  for (const Call& call : calls_) {
    const std::string verifier = call.parameter("code_verifier");
    if (!verifier.empty()) secrets.push_back(verifier);
  }
  return secrets;
}

}  // namespace patchbay::conformance
