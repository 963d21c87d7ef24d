#include "core/crypto/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/base/error.hpp"

namespace patchbay::crypto {

std::string hmacSha256(const Secret& key, std::string_view message) {
  unsigned char out[32];
  unsigned int size = 0;
  const std::string_view bytes = key.reveal();
  const auto* const made =
      HMAC(EVP_sha256(), bytes.data(), static_cast<int>(bytes.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), out, &size);
  if (made == nullptr || size != sizeof out) {
    throw IntegrationError(ErrorCode::internal, "HMAC-SHA256 failed.", "OpenSSL refused it");
  }
  return {reinterpret_cast<const char*>(out), sizeof out};
}

}  // namespace patchbay::crypto
