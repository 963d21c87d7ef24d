#pragma once

#include <string>

#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/xero/oauth/consents.hpp"
#include "tools/sandbox/xero/oauth/signing_keys.hpp"

namespace patchbay::sandbox::xero {

/// Writes the signed tokens of a pair. Used from one thread.
class TokenWriter {
 public:
  /// `consents` must outlive the writer.
  explicit TokenWriter(const Consents& consents) : consents_(consents) {}

  /// Where the stand-in is reached: the issuer of its tokens.
  void setIssuer(std::string issuer) { issuer_ = std::move(issuer); }
  const std::string& issuer() const { return issuer_; }

  std::string accessToken(const TokenPair& pair);
  /// Lives five minutes; the nonce stands in the one that a code brings, and in no later one.
  std::string idToken(const TokenPair& pair);

  SigningKeys& keys() { return keys_; }

 private:
  const Consents& consents_;
  SigningKeys keys_;
  std::string issuer_;
};

}  // namespace patchbay::sandbox::xero
