#pragma once

#include <stdexcept>
#include <string>

#include "core/http/http_exchange.hpp"

namespace patchbay::sandbox::gusto {

/// Ends a request at an OAuth endpoint with an error of RFC 6749 section 5.2.
class OAuthRefusal : public std::runtime_error {
 public:
  OAuthRefusal(unsigned status, std::string error, const std::string& description)
      : std::runtime_error(description), status_(status), error_(std::move(error)) {}

  unsigned status() const { return status_; }
  const std::string& error() const { return error_; }

 private:
  unsigned status_;
  std::string error_;
};

/// A JSON answer that no cache keeps.
http::ServerResponse oauthAnswer(unsigned status, std::string body);

/// `{"error":...,"error_description":...}`, and the same once more in `WWW-Authenticate`.
http::ServerResponse oauthError(const OAuthRefusal& refusal);

/// The value of a `WWW-Authenticate` header (RFC 6750 section 3).
std::string bearerChallenge(const std::string& error, const std::string& description);

}  // namespace patchbay::sandbox::gusto
