#pragma once

#include "core/http/http_exchange.hpp"
#include "core/oauth/form.hpp"
#include "tools/sandbox/common/fault_plan.hpp"
#include "tools/sandbox/common/token_ledger.hpp"
#include "tools/sandbox/gusto/oauth/grant_book.hpp"

namespace patchbay::sandbox::gusto {

/// `POST /oauth/token` and `POST /oauth/revoke`: JSON or form, the client's secret in the body and
/// nowhere else, errors as Doorkeeper gives them. Used from one thread.
class TokenEndpoint {
 public:
  /// All must outlive the endpoint.
  TokenEndpoint(const GustoSettings& settings, GrantBook& book, TokenLedger& ledger,
                const Clock& clock)
      : settings_(settings), book_(book), ledger_(ledger), clock_(clock) {}

  http::ServerResponse token(const http::ServerRequest& request);
  http::ServerResponse revoke(const http::ServerRequest& request);
  /// Notes in the ledger that a token request has come; `token`, or the next, says what became of
  /// it.
  void tokenAsked(const http::ServerRequest& request);
  /// Notes in the ledger a token request that a fault keeps from taking effect.
  void tokenNotCarriedOut(const http::ServerRequest& request, FaultKind fault);

 private:
  const Application& authenticate(const http::ServerRequest& request,
                                  const oauth::Parameters& parameters) const;
  Exchange exchange(const http::ServerRequest& request, const oauth::Parameters& parameters,
                    const std::string& grant_type);
  void noteDeath(const http::ServerRequest& request, const TokenCall& call,
                 const std::string& reason);
  http::ServerResponse revokeFor(const Application& application, const std::string& token,
                                 RevocationCall& call);

  const GustoSettings& settings_;
  GrantBook& book_;
  TokenLedger& ledger_;
  const Clock& clock_;
};

}  // namespace patchbay::sandbox::gusto
