#pragma once

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/common/oauth/token_call_notes.hpp"
#include "tools/sandbox/gusto/gusto_settings.hpp"

namespace patchbay::sandbox::gusto {

/// `POST /oauth/token` and `POST /oauth/revoke`: JSON or form, the client's secret in the body and
/// nowhere else, errors as Doorkeeper gives them. Used from one thread.
class TokenEndpoint {
 public:
  /// All must outlive the endpoint.
  TokenEndpoint(const GustoSettings& settings, GrantBook& book, TokenLedger& ledger,
                const Clock& clock)
      : settings_(settings), book_(book), notes_(settings, book, ledger, clock), clock_(clock) {}

  http::ServerResponse token(const http::ServerRequest& request);
  http::ServerResponse revoke(const http::ServerRequest& request);
  TokenCallNotes& notes() { return notes_; }

 private:
  const Application& authenticate(const http::ServerRequest& request,
                                  const oauth::Parameters& parameters) const;
  Exchange exchange(const http::ServerRequest& request, const oauth::Parameters& parameters,
                    const std::string& grant_type);
  http::ServerResponse revokeFor(const Application& application, const std::string& token,
                                 RevocationCall& call);

  const GustoSettings& settings_;
  GrantBook& book_;
  TokenCallNotes notes_;
  const Clock& clock_;
};

}  // namespace patchbay::sandbox::gusto
