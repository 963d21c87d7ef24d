#include "host/routes/token_route.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "core/base/error.hpp"
#include "host/routes/v1_access.hpp"

namespace patchbay::host {
namespace {

using http::ServerRequest;
using http::ServerResponse;

constexpr std::int64_t kMostTtl = 86'400;

std::optional<Seconds> parseTtl(std::string_view text) {
  std::int64_t seconds = -1;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc{} || rest != end || seconds < 0 || seconds > kMostTtl) return std::nullopt;
  return Seconds(seconds);
}

Seconds readTtl(const ServerRequest& request) {
  const auto text = request.queryValue("min_ttl_seconds");
  if (!text) return TokenWish().min_ttl;
  const auto ttl = parseTtl(*text);
  if (!ttl) {
    throw IntegrationError(
        ErrorCode::invalid_request,
        "`min_ttl_seconds` must be a whole number from 0 to " + std::to_string(kMostTtl) + ".");
  }
  return *ttl;
}

}  // namespace

std::optional<TokenWish> parsePlainTokenQuery(std::string_view raw_query) {
  TokenWish wish;
  bool has_tenant = false;
  bool has_ttl = false;
  while (!raw_query.empty()) {
    const std::string_view part = raw_query.substr(0, raw_query.find('&'));
    raw_query.remove_prefix(std::min(part.size() + 1, raw_query.size()));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || part.find_first_of("%+") != std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view name = part.substr(0, equals);
    const std::string_view value = part.substr(equals + 1);
    if (name == "tenant_id" && !has_tenant) {
      has_tenant = true;
      wish.tenant_id = value;
    } else if (name == "min_ttl_seconds" && !has_ttl) {
      has_ttl = true;
      const auto ttl = parseTtl(value);
      if (!ttl) return std::nullopt;
      wish.min_ttl = *ttl;
    } else {
      return std::nullopt;
    }
  }
  return wish;
}

void TokenRoute::addTo(http::Router& router) {
  router.addImmediate(
      "GET", "/v1/workspaces/{workspace}/integrations/{name}/token",
      [this](const http::RequestView& request) { return answerFromMemory(request); },
      [this](ServerRequest request) { return answer(std::move(request)); });
}

std::optional<http::ImmediateAnswer> TokenRoute::answerFromMemory(
    const http::RequestView& request) const {
  const TimePoint now = services_.clock.now();
  const ApiKeyScope* const scope = services_.keys.find(request.header("authorization"), now);
  if (scope == nullptr || !scope->allows(Operation::token)) return std::nullopt;
  const std::string_view workspace = request.pathValue(0);
  const auto wish = parsePlainTokenQuery(request.rawQuery());
  if (!wish || !scope->sees(workspace)) return std::nullopt;

  const HandOutMemory::Key key{workspace, request.pathValue(1), wish->tenant_id};
  std::shared_ptr<const HandOut> hand_out = services_.memory.find(key, now, wish->min_ttl);
  if (!hand_out) return std::nullopt;
  const std::string_view body = hand_out->json();
  return http::ImmediateAnswer{std::move(hand_out), "application/json", body};
}

awaitable<ServerResponse> TokenRoute::answer(ServerRequest request) {
  const auto integration = authorizedIntegration(services_, request, Operation::token);
  const std::string workspace = request.pathValue("workspace");
  const std::string tenant = request.queryValue("tenant_id").value_or("");
  AccessRequest wish(workspace, tenant, readTtl(request));

  std::optional<IntegrationError> failure;
  try {
    const IntegrationAccess access = co_await integration->getIntegrationAccess(std::move(wish));
    const HandOut hand_out(access, access.tenant_id);
    co_return jsonAnswer(200, std::string(hand_out.json()));
  } catch (const IntegrationError& error) {
    failure = error;
  }
  const auto told = co_await sessions_.explain(*failure, workspace, integration->integrationName());
  throw told;
}

}  // namespace patchbay::host
