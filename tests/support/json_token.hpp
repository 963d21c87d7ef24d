#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>

namespace patchbay::testing {

/// A private key that signs JSON Web Tokens as a provider would.
class TokenSigner {
 public:
  /// @param algorithm  `RS256`, `PS256` or `ES256`; a new key is made for it.
  explicit TokenSigner(std::string algorithm, unsigned rsa_bits = 2048);

  /// The public key as a JWK; `members` (JSON, e.g. `"kid":"a"`) stand in it too.
  std::string publicKey(const std::string& members = "") const;
  std::string keySet(const std::string& members = "") const;

  /// The compact form of header and payload (JSON texts), signed.
  std::string sign(const std::string& header, const std::string& payload) const;
  /// The same under the header `{"alg":...}`.
  std::string sign(const std::string& payload) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  std::string algorithm_;
  std::unique_ptr<EVP_PKEY, Free> key_;
};

}  // namespace patchbay::testing
