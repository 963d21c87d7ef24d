#pragma once

#include "core/http/http_exchange.hpp"
#include "tools/sandbox/common/fault_plan.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/common/token_ledger.hpp"

namespace patchbay::sandbox {

/// Keeps the ledger for a provider's token endpoint and its API. Used from one thread.
class TokenCallNotes {
 public:
  /// All must outlive the notes.
  TokenCallNotes(const TokenRules& rules, const GrantBook& book, TokenLedger& ledger,
                 const Clock& clock)
      : rules_(rules), book_(book), ledger_(ledger), clock_(clock) {}

  /// A token request has come; `exchanged`, or the next, says what became of it.
  void asked(const http::ServerRequest& request);
  /// A fault keeps it from taking effect.
  void notCarriedOut(const http::ServerRequest& request, FaultKind fault);
  /// It was carried out, be it with a refusal.
  void exchanged(const http::ServerRequest& request, const Exchange& result);
  /// It was refused before a code or token was looked at, or after.
  void refused(const http::ServerRequest& request, const std::string& error);

  void revocation(RevocationCall call) { ledger_.add(std::move(call)); }

  /// An API call with an access token that no longer works; `kHeldSinceHeader` is read.
  void deadAccessToken(const http::ServerRequest& request, const TokenPair& pair,
                       const std::string& death);

 private:
  void noteDeath(const http::ServerRequest& request, const TokenCall& call,
                 const std::string& reason);

  const TokenRules& rules_;
  const GrantBook& book_;
  TokenLedger& ledger_;
  const Clock& clock_;
};

/// The token of `Authorization: Bearer`; empty when there is none.
std::string bearerToken(const http::ServerRequest& request);

}  // namespace patchbay::sandbox
