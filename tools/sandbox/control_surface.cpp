#include "tools/sandbox/control_surface.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <string>
#include <utility>

#include "tools/sandbox/common/json_operations.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;

std::string companyOf(const json::object& body, const gusto::GustoStandIn& gusto) {
  const json::value* company = body.if_contains("company");
  if (!company) return {};
  if (!company->is_string() || !gusto.hasCompany(company->get_string())) {
    refuseOperation("`company` must be the uuid of a company that GET /sandbox/state lists.");
  }
  return std::string(company->get_string());
}

std::size_t heldWanted(const http::ServerRequest& request) {
  const std::string text = request.queryValue("count").value_or("1");
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size()) {
    refuseOperation("`count` must be a whole number.");
  }
  return count;
}

}  // namespace

void ControlSurface::addRoutes(http::Router& router) {
  addReading(router);
  addFaults(router);
  addEvents(router);
  xero_.addRoutes(router);
}

void ControlSurface::addReading(http::Router& router) {
  router.add("GET", "/sandbox/state",
             jsonOperation([this](const json::object&) { return state(); }));
  router.add("GET", "/sandbox/ledger",
             jsonOperation([this](const json::object&) { return on_.ledger.toJson(); }));
  router.add("GET", "/sandbox/ledger/counts",
             jsonOperation([this](const json::object&) { return on_.ledger.counts(); }));
  router.add("DELETE", "/sandbox/ledger", jsonOperation([this](const json::object&) {
               on_.ledger.clear();
               return on_.ledger.toJson();
             }));
}

void ControlSurface::addFaults(http::Router& router) {
  router.add("GET", "/sandbox/faults", jsonOperation([this](const json::object&) {
               return json::object{{"faults", on_.faults.toJson()}, {"held", on_.held.count()}};
             }));
  router.add("POST", "/sandbox/faults", jsonOperation([this](const json::object& body) {
               return json::object{{"id", on_.faults.add(parseFault(body))}};
             }));
  router.add("DELETE", "/sandbox/faults", jsonOperation([this](const json::object&) {
               on_.faults.clear();
               return json::object{{"released", on_.held.release()}};
             }));
  router.add("POST", "/sandbox/release", jsonOperation([this](const json::object&) {
               return json::object{{"released", on_.held.release()}};
             }));
  router.add("GET", "/sandbox/held",
             [this](http::ServerRequest request) { return awaitHeld(std::move(request)); });
}

void ControlSurface::addEvents(http::Router& router) {
  router.add("POST", "/sandbox/settings", jsonOperation([this](const json::object& body) {
               on_.gusto.change(body);
               return state();
             }));
  router.add("POST", "/sandbox/expire-tokens",
             jsonOperation([this](const json::object& body) { return expireTokens(body); }));
  router.add("POST", "/sandbox/clock",
             jsonOperation([this](const json::object& body) { return moveClock(body); }));
  router.add("POST", "/sandbox/revoke",
             jsonOperation([this](const json::object& body) { return removeApplication(body); }));
  router.add("POST", "/sandbox/events", [this](http::ServerRequest request) {
    return on_.gusto.events().sendEvent(std::move(request));
  });
}

json::object ControlSurface::state() const {
  json::object document{{"now", toRfc3339(on_.clock.now())},
                        {"clock_advanced_seconds", on_.clock.offset().count() / 1000},
                        {"faults", on_.faults.toJson()},
                        {"held", on_.held.count()}};
  document["gusto"] = on_.gusto.toJson();
  document["xero"] = on_.xero.toJson();
  return document;
}

json::object ControlSurface::expireTokens(const json::object& body) {
  return {{"expired", on_.gusto.book().expireAccessTokens(companyOf(body, on_.gusto))}};
}

json::object ControlSurface::moveClock(const json::object& body) {
  const json::value* seconds = body.if_contains("advance_seconds");
  if (!seconds || !seconds->is_int64() || seconds->get_int64() < 0) {
    refuseOperation("`advance_seconds` must be a whole number, 0 or more.");
  }
  on_.clock.advance(Seconds(seconds->get_int64()));
  return {{"now", toRfc3339(on_.clock.now())}};
}

json::object ControlSurface::removeApplication(const json::object& body) {
  const std::string company = companyOf(body, on_.gusto);
  if (company.empty()) refuseOperation("`company` is missing.");
  return {{"token_pairs_ended", on_.gusto.removeApplication(company)}};
}

awaitable<http::ServerResponse> ControlSurface::awaitHeld(http::ServerRequest request) {
  const std::size_t wanted = heldWanted(request);
  co_await on_.held.untilHeld(wanted);
  const json::object answer{{"held", on_.held.count()}};
  co_return http::ServerResponse::json(200, json::serialize(answer));
}

}  // namespace patchbay::sandbox
