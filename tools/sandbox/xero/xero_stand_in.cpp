#include "tools/sandbox/xero/xero_stand_in.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "core/crypto/random.hpp"
#include "tools/sandbox/xero/oauth/discovery.hpp"
#include "tools/sandbox/xero/setting_changes.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;
using Request = http::ServerRequest;

/// Refresh tokens of 64 hexadecimal digits, as they were seen.
std::string refreshText() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : crypto::randomBytes(32)) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

http::ServerResponse jsonAnswer(const json::object& document) {
  return http::ServerResponse::json(200, json::serialize(document));
}

http::ServerResponse unknownResource(const Request&) {
  http::ServerResponse answer(404);
  answer.with("Content-Type", "text/plain; charset=utf-8");
  answer.body = "The resource you're looking for cannot be found";
  return answer;
}

}  // namespace

XeroStandIn::XeroStandIn(XeroSettings settings, TokenLedger& ledger, const Clock& clock)
    : clock_(clock),
      settings_(std::move(settings)),
      organisations_(makeDemoOrganisations()),
      writer_(consents_),
      book_(settings_, clock,
            {[this](const TokenPair& pair) { return writer_.accessToken(pair); }, refreshText}),
      tokens_(settings_, book_, writer_, ledger, clock,
              [this](const std::string& client_id) { endApplication(client_id); }),
      consent_({settings_, organisations_, book_, connections_, consents_, clock}),
      gate_({settings_, organisations_, book_, tokens_.notes(), connections_, clock}),
      connection_endpoints_(organisations_, connections_),
      accounting_(settings_, clock) {}

void XeroStandIn::addRoutes(http::Router& router, const FaultyAnswering& faulty) {
  addOAuthRoutes(router, faulty);
  addApiRoutes(router, faulty);
}

void XeroStandIn::addOAuthRoutes(http::Router& router, const FaultyAnswering& faulty) {
  router.add("GET", "/.well-known/openid-configuration", faulty([this](const Request&) {
               return jsonAnswer(discoveryDocument(writer_.issuer()));
             }));
  router.add("GET", "/.well-known/openid-configuration/jwks",
             faulty([this](const Request&) { return jsonAnswer(writer_.keys().keySet()); }));
  router.add("GET", "/identity/connect/authorize",
             faulty([this](const Request& request) { return consent_.get(request); }));
  router.add("POST", "/identity/connect/authorize",
             faulty([this](const Request& request) { return consent_.post(request); }));
  router.add("GET", "/identity/consent.css",
             faulty([this](const Request&) { return consent_.pages().stylesheet(); }));
  EndpointEvents events;
  events.arrived = [this](const Request& request) { tokens_.notes().asked(request); };
  events.not_carried_out = [this](const Request& request, FaultKind fault) {
    tokens_.notes().notCarriedOut(request, fault);
  };
  router.add(
      "POST", "/connect/token",
      faulty([this](const Request& request) { return tokens_.token(request); }, std::move(events)));
  router.add("POST", "/connect/revocation",
             faulty([this](const Request& request) { return tokens_.revoke(request); }));
}

void XeroStandIn::addApiRoutes(http::Router& router, const FaultyAnswering& faulty) {
  const auto add = [&](std::string_view method, std::string_view path, Answer answer) {
    router.add(method, path, faulty(std::move(answer), gate_.events()));
  };
  add("GET", "/connect/userinfo", gate_.guard([this](const Request&, const TokenPair& caller) {
    return connection_endpoints_.userinfo(caller);
  }));
  add("GET", "/connections", gate_.guard([this](const Request& request, const TokenPair& caller) {
    return connection_endpoints_.list(request, caller);
  }));
  add("DELETE", "/connections/{id}",
      gate_.guard([this](const Request& request, const TokenPair& caller) {
        return connection_endpoints_.remove(request, caller);
      }));
  add("GET", "/api.xro/2.0/Organisation",
      gate_.guardAccounting("accounting.settings.read accounting.settings",
                            [this](const Request&, const Organisation& organisation) {
                              return accounting_.organisation(organisation);
                            }));
  add("GET", "/api.xro/2.0/Reports/ProfitAndLoss",
      gate_.guardAccounting("accounting.reports.profitandloss.read accounting.reports.read",
                            [this](const Request& request, const Organisation& organisation) {
                              return accounting_.profitAndLoss(request, organisation);
                            }));
  add("GET", "/api.xro/2.0/Reports/BalanceSheet",
      gate_.guardAccounting("accounting.reports.balancesheet.read accounting.reports.read",
                            [this](const Request& request, const Organisation& organisation) {
                              return accounting_.balanceSheet(request, organisation);
                            }));
  add("GET", "/api.xro/{path...}", unknownResource);
}

void XeroStandIn::endApplication(const std::string& client_id) {
  connections_.removeAll(client_id);
  book_.disconnect("", client_id);
  consent_.forgetScopes(client_id);
}

void XeroStandIn::disconnectEverything() {
  for (const Application& application : settings_.applications) {
    endApplication(application.client_id);
  }
}

void XeroStandIn::change(const json::object& changes) {
  XeroSettings changed = settings_;
  for (const auto& [name, value] : changes) changeSetting(changed, name, value);
  settings_ = std::move(changed);
  gate_.limits().clear();
}

json::object XeroStandIn::toJson() const {
  json::array organisations;
  for (const Organisation& one : organisations_) {
    organisations.push_back(
        json::object{{"id", one.id}, {"name", one.name}, {"currency", one.currency}});
  }
  json::array connections;
  for (const Connection& one : connections_.all()) {
    connections.push_back(json::object{{"id", one.id},
                                       {"client_id", one.client_id},
                                       {"auth_event_id", one.auth_event_id},
                                       {"tenant_id", one.tenant_id}});
  }
  return {{"settings", describeSettings(settings_)},
          {"organisations", std::move(organisations)},
          {"connections", std::move(connections)},
          {"token_pairs", describePairs(book_)}};
}

}  // namespace patchbay::sandbox::xero
