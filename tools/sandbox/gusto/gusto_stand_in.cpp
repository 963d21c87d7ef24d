#include "tools/sandbox/gusto/gusto_stand_in.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <utility>

#include "tools/sandbox/common/json_operations.hpp"

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

RotationRule rotationOf(std::string_view name, const json::value& value) {
  const auto rule = value.is_string() ? findRotationRule(value.get_string()) : std::nullopt;
  if (!rule) refuseSetting(name, "none, grace, until_first_use or strict");
  return *rule;
}

void changeOne(GustoSettings& settings, std::string_view name, const json::value& value) {
  if (name == "enforce_pkce") {
    settings.enforce_pkce = flagOf(name, value);
  } else if (name == "forced_paging") {
    settings.forced_paging = flagOf(name, value);
  } else if (name == "rotation") {
    settings.rotation = rotationOf(name, value);
  } else if (name == "rotation_grace_seconds") {
    settings.rotation_grace = Seconds(numberFrom1(name, value));
  } else if (name == "calls_per_minute") {
    settings.calls_per_minute = static_cast<unsigned>(numberFrom1(name, value));
  } else if (name == "access_token_seconds") {
    settings.access_token_life = Seconds(numberFrom1(name, value));
  } else if (name == "scope") {
    settings.scope = textOf(name, value);
  } else {
    refuseSetting(name, "left out: there is no such setting");
  }
}

}  // namespace

GustoStandIn::GustoStandIn(GustoSettings settings, Executor executor, TokenLedger& ledger,
                           const Clock& clock, Log& log)
    : settings_(std::move(settings)),
      companies_(makeDemoCompanies()),
      book_(settings_, clock),
      tokens_(settings_, book_, ledger, clock),
      consent_(settings_, companies_, book_),
      gate_(settings_, book_, tokens_.notes(), clock),
      api_(settings_, companies_, book_, clock),
      events_(std::move(executor), subscriptions_, clock, log),
      webhooks_(subscriptions_, events_, clock) {}

void GustoStandIn::addRoutes(http::Router& router, const FaultyAnswering& faulty) {
  using Request = http::ServerRequest;
  router.add("GET", "/oauth/authorize",
             faulty([this](const Request& request) { return consent_.get(request); }));
  router.add("POST", "/oauth/authorize",
             faulty([this](const Request& request) { return consent_.post(request); }));
  router.add("GET", "/oauth/consent.css",
             faulty([this](const Request&) { return consent_.pages().stylesheet(); }));
  router.add("POST", "/oauth/token",
             faulty([this](const Request& request) { return tokens_.token(request); },
                    {[this](const Request& request) { tokens_.notes().asked(request); },
                     [this](const Request& request, FaultKind fault) {
                       tokens_.notes().notCarriedOut(request, fault);
                     }}));
  router.add("POST", "/oauth/revoke",
             faulty([this](const Request& request) { return tokens_.revoke(request); }));
  addCompanyRoutes(router, faulty);
  addSubscriptionRoutes(router, faulty);
  router.add("GET", "/v1/{path...}", faulty(gate_.guard("", [](const Request&, const TokenPair&) {
               return CompanyEndpoints::unknownPath();
             })));
}

void GustoStandIn::addCompanyRoutes(http::Router& router, const FaultyAnswering& faulty) {
  using Request = http::ServerRequest;
  router.add("GET", "/v1/token_info",
             faulty(gate_.guard("", [this](const Request&, const TokenPair& caller) {
               return api_.tokenInfo(caller);
             })));
  router.add(
      "GET", "/v1/companies/{company_uuid}",
      faulty(gate_.guard("companies:read", [this](const Request& request, const TokenPair& caller) {
        return api_.company(request, caller);
      })));
  router.add(
      "GET", "/v1/companies/{company_uuid}/employees",
      faulty(gate_.guard("employees:read", [this](const Request& request, const TokenPair& caller) {
        return api_.employees(request, caller);
      })));
  router.add("POST", "/v1/companies/{company_uuid}/disconnect_app_integration",
             faulty(gate_.guard("companies:disconnect_app_integration",
                                [this](const Request& request, const TokenPair& caller) {
                                  return api_.disconnect(request, caller);
                                })));
}

void GustoStandIn::addSubscriptionRoutes(http::Router& router, const FaultyAnswering& faulty) {
  using Request = http::ServerRequest;
  const std::string read = "webhook_subscriptions:read";
  const std::string write = "webhook_subscriptions:write";
  const std::string all = "/v1/webhook_subscriptions";
  const std::string one = all + "/{uuid}";
  router.add("GET", all, faulty(gate_.guard(read, [this](const Request&, const TokenPair& caller) {
               return webhooks_.list(caller);
             })));
  router.add("GET", "/v1/webhooks/health_check",
             faulty(gate_.guard(read, [this](const Request&, const TokenPair& caller) {
               return webhooks_.healthCheck(caller);
             })));
  using Endpoints = SubscriptionEndpoints;
  router.add("POST", all, subscriptionCall(faulty, write, &Endpoints::create));
  router.add("GET", one, subscriptionCall(faulty, read, &Endpoints::show));
  router.add("PUT", one, subscriptionCall(faulty, write, &Endpoints::update));
  router.add("DELETE", one, subscriptionCall(faulty, write, &Endpoints::remove));
  router.add("PUT", one + "/verify", subscriptionCall(faulty, write, &Endpoints::verify));
  router.add("GET", one + "/request_verification_token",
             subscriptionCall(faulty, read, &Endpoints::sendTokenAgain));
}

http::Handler GustoStandIn::subscriptionCall(const FaultyAnswering& faulty, std::string scope,
                                             SubscriptionCall call) {
  return faulty(gate_.guard(
      std::move(scope), [this, call](const http::ServerRequest& request, const TokenPair& caller) {
        return (webhooks_.*call)(request, caller);
      }));
}

std::size_t GustoStandIn::removeApplication(const std::string& company) {
  const std::size_t ended = book_.disconnect(company, "");
  if (ended > 0) events_.announce("company.deprovisioned", company);
  return ended;
}

bool GustoStandIn::hasCompany(std::string_view uuid) const {
  return std::any_of(companies_.begin(), companies_.end(),
                     [uuid](const Company& company) { return company.uuid == uuid; });
}

void GustoStandIn::change(const json::object& changes) {
  GustoSettings changed = settings_;
  for (const auto& [name, value] : changes) changeOne(changed, name, value);
  settings_ = std::move(changed);
}

json::object GustoStandIn::toJson() const {
  json::array companies;
  for (const Company& company : companies_) {
    companies.push_back(json::object{
        {"uuid", company.uuid}, {"name", company.name}, {"employees", company.employees.size()}});
  }
  return {{"settings", json::object{{"rotation", nameOf(settings_.rotation)},
                                    {"rotation_grace_seconds", settings_.rotation_grace.count()},
                                    {"calls_per_minute", settings_.calls_per_minute},
                                    {"enforce_pkce", settings_.enforce_pkce},
                                    {"forced_paging", settings_.forced_paging},
                                    {"access_token_seconds", settings_.access_token_life.count()},
                                    {"scope", settings_.scope}}},
          {"companies", std::move(companies)},
          {"token_pairs", describePairs(book_)}};
}

}  // namespace patchbay::sandbox::gusto
