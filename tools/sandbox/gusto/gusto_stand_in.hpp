#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

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

namespace patchbay::sandbox::gusto {

/// The whole stand-in of Gusto: its endpoints, and what the control surface may do to it behind
/// their back. Used from one thread, that of the handlers.
class GustoStandIn {
 public:
  /// `ledger` and `clock` must outlive the stand-in.
  GustoStandIn(GustoSettings settings, TokenLedger& ledger, const Clock& clock);

  /// @param faulty  wraps each endpoint, so that faults can hit it.
  void addRoutes(http::Router& router, const FaultyAnswering& faulty);

  GrantBook& book() { return book_; }
  /// The customer removes the application inside Gusto. @returns how many token pairs died.
  std::size_t removeApplication(std::string_view company) { return book_.disconnect(company, ""); }
  bool hasCompany(std::string_view uuid) const;

  /// Changes switches: `rotation`, `rotation_grace_seconds`, `calls_per_minute`, `enforce_pkce`,
  /// `access_token_seconds`, `scope`.
  /// @throws IntegrationError `invalid_request` naming the member that is wrong; nothing changes.
  void change(const boost::json::object& changes);
  /// `{"settings": {...}, "companies": [...], "token_pairs": [...]}`: fingerprints, never a token.
  boost::json::object toJson() const;

 private:
  GustoSettings settings_;
  std::vector<Company> companies_;
  GrantBook book_;
  TokenEndpoint tokens_;
  ConsentEndpoint consent_;
  ApiGate gate_;
  CompanyEndpoints api_;
};

}  // namespace patchbay::sandbox::gusto
