#include "core/oauth/pkce.hpp"

#include "core/crypto/digest.hpp"

namespace patchbay::oauth {

std::string codeChallenge(std::string_view verifier) {
  unsigned char hash[32];
  crypto::sha256(verifier, hash);
  return crypto::base64url({reinterpret_cast<const char*>(hash), sizeof hash});
}

bool isCodeVerifier(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  return text.size() >= 43 && text.size() <= 128 &&
         text.find_first_not_of(kUnreserved) == std::string_view::npos;
}

}  // namespace patchbay::oauth
