#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/http/router.hpp"
#include "tools/sandbox/common/answering.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/common/token_ledger.hpp"
#include "tools/sandbox/gusto/api/api_gate.hpp"
#include "tools/sandbox/gusto/api/company_endpoints.hpp"
#include "tools/sandbox/gusto/demo/demo_data.hpp"
#include "tools/sandbox/gusto/gusto_settings.hpp"
#include "tools/sandbox/gusto/oauth/consent_endpoint.hpp"
#include "tools/sandbox/gusto/oauth/token_endpoint.hpp"
#include "tools/sandbox/gusto/webhooks/event_sender.hpp"
#include "tools/sandbox/gusto/webhooks/subscription_book.hpp"
#include "tools/sandbox/gusto/webhooks/subscription_endpoints.hpp"

namespace patchbay::sandbox::gusto {

/// The whole stand-in of Gusto: its endpoints, and what the control surface may do to it behind
/// their back. Used from one thread, that of the handlers.
class GustoStandIn {
 public:
  /// @param executor  where events are delivered that nobody waits for.
  /// `ledger`, `clock` and `log` must outlive the stand-in.
  GustoStandIn(GustoSettings settings, Executor executor, TokenLedger& ledger, const Clock& clock,
               Log& log);

  /// @param faulty  wraps each endpoint, so that faults can hit it.
  void addRoutes(http::Router& router, const FaultyAnswering& faulty);

  GrantBook& book() { return book_; }
  /// The customer removes the application inside Gusto; subscribers are told. @returns how many
  /// token pairs died.
  std::size_t removeApplication(const std::string& company);
  EventSender& events() { return events_; }
  bool hasCompany(std::string_view uuid) const;

  /// Changes switches: `rotation`, `rotation_grace_seconds`, `calls_per_minute`, `enforce_pkce`,
  /// `forced_paging`, `access_token_seconds`, `scope`.
  /// @throws IntegrationError `invalid_request` naming the member that is wrong; nothing changes.
  void change(const boost::json::object& changes);
  /// `{"settings": {...}, "companies": [...], "token_pairs": [...]}`: fingerprints, never a token.
  boost::json::object toJson() const;

 private:
  /// What an endpoint of subscriptions does, behind the gate.
  using SubscriptionCall = http::ServerResponse (SubscriptionEndpoints::*)(
      const http::ServerRequest& request, const TokenPair& caller);

  void addCompanyRoutes(http::Router& router, const FaultyAnswering& faulty);
  void addSubscriptionRoutes(http::Router& router, const FaultyAnswering& faulty);
  http::Handler subscriptionCall(const FaultyAnswering& faulty, std::string scope,
                                 SubscriptionCall call);

  GustoSettings settings_;
  std::vector<Company> companies_;
  GrantBook book_;
  TokenEndpoint tokens_;
  ConsentEndpoint consent_;
  ApiGate gate_;
  CompanyEndpoints api_;
  SubscriptionBook subscriptions_;
  EventSender events_;
  SubscriptionEndpoints webhooks_;
};

}  // namespace patchbay::sandbox::gusto
