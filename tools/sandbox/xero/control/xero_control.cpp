#include "tools/sandbox/xero/control/xero_control.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <string>

#include "tools/sandbox/common/json_operations.hpp"
#include "tools/sandbox/common/request_parameters.hpp"
#include "tools/sandbox/xero/reports/calendar.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

std::string_view nameOf(AccountClass type) {
  constexpr std::string_view kNames[] = {
      "income",        "cost_of_sales", "expense",           "bank",
      "current_asset", "fixed_asset",   "current_liability", "non_current_liability",
      "equity"};
  return kNames[static_cast<std::size_t>(type)];
}

Basis basisOf(const http::ServerRequest& request) {
  return valueOf(request.query, "basis") == "cash" ? Basis::cash : Basis::accrual;
}

Day dayFrom(const http::ServerRequest& request, std::string_view name, Day otherwise) {
  const std::string text = valueOf(request.query, name);
  if (text.empty()) return otherwise;
  const auto day = parseDay(text);
  if (!day) refuseSetting(name, "a date like 2026-07-31");
  return *day;
}

json::object describe(const Account& account) {
  return {{"account_id", account.id}, {"name", account.name}, {"class", nameOf(account.type)}};
}

http::Handler reading(std::function<json::object(const http::ServerRequest&)> read) {
  return answering([read = std::move(read)](const http::ServerRequest& request) {
    return http::ServerResponse::json(200, json::serialize(read(request)));
  });
}

}  // namespace

void XeroControl::addRoutes(http::Router& router) {
  addReading(router);
  addChanges(router);
  addWebhooks(router);
}

void XeroControl::addReading(http::Router& router) {
  router.add("GET", "/sandbox/xero/postings",
             reading([this](const http::ServerRequest& request) { return postings(request); }));
  router.add("GET", "/sandbox/xero/totals",
             reading([this](const http::ServerRequest& request) { return totals(request); }));
  router.add("GET", "/sandbox/xero/calls", reading([this](const http::ServerRequest&) {
               return json::object{{"calls", xero_.calls().toJson()}};
             }));
  router.add("DELETE", "/sandbox/xero/calls", jsonOperation([this](const json::object&) {
               xero_.calls().clear();
               return json::object{{"calls", json::array()}};
             }));
}

void XeroControl::addChanges(http::Router& router) {
  router.add("POST", "/sandbox/xero/settings", jsonOperation([this](const json::object& body) {
               xero_.change(body);
               return xero_.toJson();
             }));
  router.add("POST", "/sandbox/xero/expire-tokens", jsonOperation([this](const json::object&) {
               return json::object{{"expired", xero_.book().expireAccessTokens("")}};
             }));
  router.add("POST", "/sandbox/xero/disconnect",
             jsonOperation([this](const json::object& body) { return disconnect(body); }));
  router.add("POST", "/sandbox/xero/rotate-keys", jsonOperation([this](const json::object& body) {
               xero_.keys().rotate(flagMember(body, "keep_old", true));
               return xero_.keys().keySet();
             }));
}

void XeroControl::addWebhooks(http::Router& router) {
  router.add("POST", "/sandbox/xero/events", [this](http::ServerRequest request) {
    return webhooks_.sendEvents(std::move(request));
  });
  router.add("POST", "/sandbox/xero/intent-to-receive", [this](http::ServerRequest request) {
    return webhooks_.askForIntent(std::move(request));
  });
}

const Organisation& XeroControl::organisationOf(const std::string& id) const {
  const Organisation* organisation = findOrganisation(xero_.organisations(), id);
  if (!organisation) {
    refuseOperation("`tenant` must be the id of an organisation that GET /sandbox/state lists.");
  }
  return *organisation;
}

json::object XeroControl::postings(const http::ServerRequest& request) const {
  const Ledger& ledger = organisationOf(valueOf(request.query, "tenant")).ledger;
  json::array accounts;
  for (const Account& account : ledger.accounts()) accounts.push_back(describe(account));
  json::array list;
  for (const Posting& posting : ledger.postings(basisOf(request))) {
    if (posting.date > xero_.today()) continue;
    list.push_back(json::object{{"date", isoDay(posting.date)},
                                {"account_id", ledger.accounts()[posting.account].id},
                                {"cents", posting.cents}});
  }
  return {{"accounts", std::move(accounts)}, {"postings", std::move(list)}};
}

json::object XeroControl::totals(const http::ServerRequest& request) const {
  const Ledger& ledger = organisationOf(valueOf(request.query, "tenant")).ledger;
  const Day from = dayFrom(request, "from", Day(std::chrono::year(2000) / 1 / 1));
  const Day to = std::min(dayFrom(request, "to", xero_.today()), xero_.today());
  std::map<std::size_t, std::int64_t> moved;
  std::map<std::size_t, std::int64_t> standing;
  for (const Posting& posting : ledger.postings(basisOf(request))) {
    if (posting.date > to) continue;
    standing[posting.account] += posting.cents;
    if (posting.date >= from) moved[posting.account] += posting.cents;
  }
  json::array accounts;
  std::map<std::string, std::int64_t> sums;
  for (std::size_t i = 0; i < ledger.accounts().size(); ++i) {
    const Account& account = ledger.accounts()[i];
    const std::int64_t sign = growsByDebit(account.type) ? 1 : -1;
    json::object entry = describe(account);
    entry["moved_cents"] = sign * moved[i];
    entry["balance_cents"] = sign * standing[i];
    accounts.push_back(std::move(entry));
    if (isResult(account.type)) sums["net_profit_cents"] -= moved[i];
    if (!isResult(account.type) && account.type != AccountClass::equity) {
      sums["net_assets_cents"] += standing[i];
    }
    if (account.type == AccountClass::income) sums["total_income_cents"] -= moved[i];
  }
  return {{"accounts", std::move(accounts)},
          {"total_income_cents", sums["total_income_cents"]},
          {"net_profit_cents", sums["net_profit_cents"]},
          {"net_assets_cents", sums["net_assets_cents"]}};
}

json::object XeroControl::disconnect(const json::object& body) {
  const std::string tenant = textMember(body, "tenant");
  if (tenant.empty()) {
    xero_.disconnectEverything();
    return xero_.toJson();
  }
  xero_.connections().removeTenant(organisationOf(tenant).id);
  return xero_.toJson();
}

}  // namespace patchbay::sandbox::xero
