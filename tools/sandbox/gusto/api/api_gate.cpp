#include "tools/sandbox/gusto/api/api_gate.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "tools/sandbox/gusto/oauth/oauth_answers.hpp"

namespace patchbay::sandbox::gusto {
namespace {

/// Newest first. Applications registered in 2026 have the second as their minimum.
constexpr std::array<std::string_view, 4> kVersions{"2026-06-15", "2026-02-01", "2025-11-15",
                                                    "2025-06-15"};
constexpr std::string_view kMinimumVersion = kVersions[1];
constexpr std::string_view kVersionHeader = "X-Gusto-API-Version";
constexpr Seconds kWindow{60};
constexpr std::string_view kNoGrant = "anonymous";

std::string versionOf(const http::ServerRequest& request) {
  const std::string_view version = request.header(kVersionHeader).value_or(kMinimumVersion);
  if (std::find(kVersions.begin(), kVersions.end(), version) == kVersions.end()) {
    throw ApiRefusal(406, "invalid_api_version", "This API version is not supported.");
  }
  return std::string(version);
}

std::string rateKey(const TokenPair& caller) {
  return caller.grant.empty() ? "system of " + caller.client_id : caller.grant;
}

/// `2026-01-01 10:15:00 -0800`: a date-time with the offset of Gusto's home.
std::string pacificTime(TimePoint time) {
  std::string text = toRfc3339(time - std::chrono::hours(8));
  text[text.find('T')] = ' ';
  text.back() = ' ';
  return text + "-0800";
}

http::ServerResponse envelope(const ApiRefusal& refusal) {
  const boost::json::object body{
      {"errors", boost::json::array{boost::json::object{{"error_key", refusal.errorKey()},
                                                        {"category", refusal.category()},
                                                        {"message", refusal.what()}}}}};
  http::ServerResponse answer =
      http::ServerResponse::json(refusal.status(), boost::json::serialize(body));
  if (refusal.status() == 401) {
    answer.with("WWW-Authenticate", bearerChallenge(refusal.category(), refusal.what()));
  }
  return answer;
}

}  // namespace

const RateWindows::Window& RateWindows::count(const std::string& grant, TimePoint now) {
  Window& window = windows_[grant];
  if (window.ends_at <= now) window = Window{now + kWindow, 0};
  ++window.used;
  return window;
}

Answer ApiGate::guard(std::string scope, ApiCall call) {
  return [this, scope = std::move(scope), call = std::move(call)](
             const http::ServerRequest& request) { return serve(request, scope, call); };
}

const TokenPair& ApiGate::authenticate(const http::ServerRequest& request) {
  const std::string token = bearerToken(request);
  const TokenPair* pair = token.empty() ? nullptr : book_.use(token);
  const std::string death = pair ? book_.deathOf(*pair) : "";
  if (!death.empty()) notes_.deadAccessToken(request, *pair, death);
  if (!pair || !death.empty()) {
    throw ApiRefusal(401, "invalid_token", "The access token is missing, expired or revoked.");
  }
  return *pair;
}

http::ServerResponse ApiGate::serve(const http::ServerRequest& request, const std::string& scope,
                                    const ApiCall& call) {
  http::ServerResponse answer(200);
  std::string version(kMinimumVersion);
  std::string rate_key(kNoGrant);
  const RateWindows::Window* window = nullptr;
  try {
    const TokenPair& caller = authenticate(request);
    rate_key = rateKey(caller);
    window = &rates_.count(rate_key, clock_.now());
    if (window->used > settings_.calls_per_minute) {
      throw ApiRefusal(429, "rate_limit_exceeded", "Too many requests for this grant.");
    }
    version = versionOf(request);
    if (!scope.empty() && !holdsScope(caller.scope, scope)) {
      throw ApiRefusal(403, "missing_scope", "The token lacks the scope " + scope + ".");
    }
    answer = call(request, caller);
  } catch (const ApiRefusal& refusal) {
    answer = envelope(refusal);
  }
  if (!window) window = &rates_.count(rate_key, clock_.now());
  answer.with(std::string(kVersionHeader), version);
  addRateHeaders(answer, *window);
  return answer;
}

void ApiGate::addRateHeaders(http::ServerResponse& answer,
                             const RateWindows::Window& window) const {
  const unsigned limit = settings_.calls_per_minute;
  const unsigned left = limit - std::min(window.used, limit);
  answer.with("X-RateLimit-Limit", std::to_string(limit))
      .with("X-RateLimit-Remaining", std::to_string(left))
      .with("X-RateLimit-Reset", pacificTime(window.ends_at));
  if (answer.status == 429) {
    const auto pause = std::chrono::ceil<Seconds>(window.ends_at - clock_.now());
    answer.with("Retry-After", std::to_string(pause.count()));
  }
}

}  // namespace patchbay::sandbox::gusto
