#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/router.hpp"
#include "tools/sandbox/common/answering.hpp"
#include "tools/sandbox/common/token_ledger.hpp"
#include "tools/sandbox/xero/api/accounting_endpoints.hpp"
#include "tools/sandbox/xero/api/api_gate.hpp"
#include "tools/sandbox/xero/api/connection_endpoints.hpp"
#include "tools/sandbox/xero/demo/organisation.hpp"
#include "tools/sandbox/xero/oauth/consent_endpoint.hpp"
#include "tools/sandbox/xero/oauth/token_endpoint.hpp"
#include "tools/sandbox/xero/oauth/token_writer.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// The whole stand-in of Xero: its endpoints, and what the control surface may do to it behind
/// their back. Used from one thread, that of the handlers.
class XeroStandIn {
 public:
  /// `ledger` and `clock` must outlive the stand-in.
  XeroStandIn(XeroSettings settings, TokenLedger& ledger, const Clock& clock);

  /// Where it is reached, before anybody asks: tokens name it as their issuer.
  void setAddress(std::string address) { writer_.setIssuer(std::move(address)); }
  /// @param faulty  wraps each endpoint, so that faults can hit it.
  void addRoutes(http::Router& router, const FaultyAnswering& faulty);

  const std::vector<Organisation>& organisations() const { return organisations_; }
  const XeroSettings& settings() const { return settings_; }
  GrantBook& book() { return book_; }
  ConnectionBook& connections() { return connections_; }
  CallLog& calls() { return gate_.calls(); }
  SigningKeys& keys() { return writer_.keys(); }
  Day today() const { return dayOf(clock_.now()); }

  /// The user removes the application from everything inside Xero; no token set lives on.
  void disconnectEverything();

  /// Changes switches. @throws IntegrationError `invalid_request` naming the one that is wrong;
  /// nothing changes then.
  void change(const boost::json::object& changes);
  /// `{"settings": {...}, "organisations": [...], "connections": [...], "token_pairs": [...]}`.
  boost::json::object toJson() const;

 private:
  void addOAuthRoutes(http::Router& router, const FaultyAnswering& faulty);
  void addApiRoutes(http::Router& router, const FaultyAnswering& faulty);
  /// A revocation, or the end of everything, takes all of the user's connections along.
  void endApplication(const std::string& client_id);

  const Clock& clock_;
  XeroSettings settings_;
  std::vector<Organisation> organisations_;
  Consents consents_;
  ConnectionBook connections_;
  TokenWriter writer_;
  GrantBook book_;
  TokenEndpoint tokens_;
  ConsentEndpoint consent_;
  ApiGate gate_;
  ConnectionEndpoints connection_endpoints_;
  AccountingEndpoints accounting_;
};

}  // namespace patchbay::sandbox::xero
