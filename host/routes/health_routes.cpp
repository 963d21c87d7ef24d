#include "host/routes/health_routes.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
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

json::object describeIntegrations(const LiveIntegrations& integrations) {
  json::array loaded;
  for (const auto& integration : integrations.all()) {
    loaded.emplace_back(integration->integrationName());
  }
  json::array refused;
  for (const auto& integration : integrations.refused()) refused.emplace_back(integration.name);
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
  if (overdue_.load() > 0) co_return false;
  // On one strand, because the check and the waiting for it end in either order.
  auto executor = co_await boost::asio::this_coro::executor;
  Executor strand = boost::asio::make_strand(executor);
  awaitable<bool> check = checkInTime();
  const bool committed =
      co_await boost::asio::co_spawn(strand, std::move(check), boost::asio::use_awaitable);
  could_commit_ = committed;
  checked_at_ = now;
  co_return committed;
}

// A check that is given up here goes on: a call of the store ends by itself, later.
awaitable<bool> HealthRoutes::checkInTime() {
  struct Check {
    explicit Check(Executor strand) : ended(std::move(strand)) {}
    boost::asio::steady_timer ended;
    std::optional<bool> committed;
    bool is_overdue = false;
  };
  Executor strand = co_await boost::asio::this_coro::executor;
  const auto check = std::make_shared<Check>(strand);
  check->ended.expires_after(services_.ready_patience);
  auto note = [this, check](std::exception_ptr failed, bool committed) {
    check->committed = !failed && committed;
    check->ended.cancel();
    if (check->is_overdue) --overdue_;
  };
  boost::asio::co_spawn(strand, tryToCommit(), std::move(note));
  boost::system::error_code woken;
  co_await check->ended.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  if (check->committed) co_return *check->committed;
  check->is_overdue = true;
  ++overdue_;
  services_.log.error("database_not_writable", {{"cause", "it does not answer"}});
  co_return false;
}

awaitable<bool> HealthRoutes::tryToCommit() {
  bool committed = false;
  try {
    co_await services_.store.checkWritable();
    committed = true;
  } catch (const std::exception& error) {
    services_.log.error("database_not_writable", {{"cause", error.what()}});
  }
  co_return committed;
}

}  // namespace patchbay::host
