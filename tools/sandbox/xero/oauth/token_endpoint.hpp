#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/common/oauth/token_call_notes.hpp"
#include "tools/sandbox/xero/oauth/token_writer.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// Ends a request at an OAuth endpoint: a body that holds the error and nothing else.
class OAuthRefusal : public std::runtime_error {
 public:
  explicit OAuthRefusal(const std::string& error, unsigned status = 400)
      : std::runtime_error(error), status_(status) {}

  unsigned status() const { return status_; }

 private:
  unsigned status_;
};

/// `POST /connect/token` and `POST /connect/revocation`: a form, client credentials by HTTP Basic
/// or in the body. Used from one thread.
class TokenEndpoint {
 public:
  /// @param on_revoked  told the application whose user's token set a revocation ended.
  /// All else must outlive the endpoint.
  TokenEndpoint(const XeroSettings& settings, GrantBook& book, TokenWriter& writer,
                TokenLedger& ledger, const Clock& clock,
                std::function<void(const std::string&)> on_revoked)
      : settings_(settings),
        book_(book),
        writer_(writer),
        notes_(settings, book, ledger, clock),
        clock_(clock),
        on_revoked_(std::move(on_revoked)) {}

  http::ServerResponse token(const http::ServerRequest& request);
  http::ServerResponse revoke(const http::ServerRequest& request);
  TokenCallNotes& notes() { return notes_; }

 private:
  const Application& authenticate(const http::ServerRequest& request,
                                  const oauth::Parameters& parameters) const;
  Exchange exchange(const http::ServerRequest& request, const oauth::Parameters& parameters);
  std::string tokenJson(const TokenPair& pair);
  void revokeFor(const Application& application, const std::string& token, RevocationCall& call);

  const XeroSettings& settings_;
  GrantBook& book_;
  TokenWriter& writer_;
  TokenCallNotes notes_;
  const Clock& clock_;
  std::function<void(const std::string&)> on_revoked_;
};

}  // namespace patchbay::sandbox::xero
