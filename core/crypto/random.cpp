#include "core/crypto/random.hpp"

#include <openssl/rand.h>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"

namespace patchbay::crypto {

std::string randomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  auto* begin = reinterpret_cast<unsigned char*>(bytes.data());
  if (RAND_priv_bytes(begin, static_cast<int>(count)) != 1) {
    throw IntegrationError(ErrorCode::internal, "No random numbers are to be had.",
                           "OpenSSL's generator failed; check the operating system's entropy");
  }
  return bytes;
}

std::string randomToken(std::size_t count) { return base64url(randomBytes(count)); }

std::string randomId(std::string_view prefix) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";  // 5 bits each
  std::string id(prefix);
  unsigned pending = 0;
  unsigned pending_bits = 0;
  for (const char byte : randomBytes(16)) {
    pending = (pending << 8) | static_cast<unsigned char>(byte);
    for (pending_bits += 8; pending_bits >= 5; pending_bits -= 5) {
      id += kAlphabet[(pending >> (pending_bits - 5)) & 31];
    }
  }
  id += kAlphabet[(pending << (5 - pending_bits)) & 31];
  return id;
}

}  // namespace patchbay::crypto
