#include "host/routes/health_routes.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "core/base/error.hpp"
#include "host/routes/metrics_text.hpp"

namespace patchbay::host {
namespace {

namespace json = boost::json;
using http::ServerRequest;
using http::ServerResponse;

constexpr Milliseconds kCheckHolds{1'000};

ServerResponse plainText(unsigned status, std::string type, std::string body) {
  ServerResponse response(status);
  response.with("Content-Type", std::move(type)).with("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

json::object describeIntegrations(const IntegrationRegistry& registry) {
  json::array loaded;
  for (const auto& integration : registry.all())
    loaded.emplace_back(integration->integrationName());
  json::array refused;
  for (const auto& integration : registry.refused()) refused.emplace_back(integration.name);
  json::object described;
  described["loaded"] = std::move(loaded);
  described["refused"] = std::move(refused);
  return described;
}

}  // namespace

void HealthRoutes::addTo(http::Router& router) {
  router.add("GET", "/livez", [this](ServerRequest request) { return live(std::move(request)); });
  router.add("GET", "/readyz", [this](ServerRequest request) { return ready(std::move(request)); });
  router.add("GET", "/metrics",
             [this](ServerRequest request) { return metrics(std::move(request)); });
}

awaitable<ServerResponse> HealthRoutes::live(ServerRequest) {
  co_return plainText(200, "text/plain; charset=utf-8", "ok\n");
}

awaitable<ServerResponse> HealthRoutes::ready(ServerRequest) {
  const bool can_commit = co_await canCommit();
  json::object answer;
  answer["ready"] = can_commit;
  answer["database"] = can_commit ? "ok" : "unavailable";
  answer["integrations"] = describeIntegrations(services_.integrations);
  ServerResponse response = ServerResponse::json(can_commit ? 200 : 503, json::serialize(answer));
  response.with("Cache-Control", "no-store");
  co_return response;
}

awaitable<ServerResponse> HealthRoutes::metrics(ServerRequest) {
  co_return plainText(200, "text/plain; version=0.0.4; charset=utf-8", writeMetrics(services_));
}

awaitable<bool> HealthRoutes::canCommit() {
  const std::int64_t now = services_.clock.now().time_since_epoch().count();
  const std::int64_t age = now - checked_at_.load();
  if (age >= 0 && age < kCheckHolds.count()) co_return could_commit_.load();
  bool committed = false;
  try {
    co_await services_.store.checkWritable();
    committed = true;
  } catch (const std::exception& error) {
    services_.log.error("database_not_writable", {{"cause", error.what()}});
  }
  could_commit_ = committed;
  checked_at_ = now;
  co_return committed;
}

}  // namespace patchbay::host
