#include "core/crypto/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>

#include "core/base/error.hpp"

namespace patchbay::crypto {
namespace {

struct FreeDigestContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Fetching costs more than hashing a key, so it is done once; OpenSSL frees it at exit.
const EVP_MD* fetchedSha256() {
  static const EVP_MD* const kDigest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kDigest;
}

EVP_MD_CTX* threadsContext() {
  static thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigestContext> context(
      EVP_MD_CTX_new());
  return context.get();
}

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlSafe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  unsigned pending = 0;
  unsigned pending_bits = 0;
  for (const char byte : bytes) {
    pending = (pending << 8) | static_cast<unsigned char>(byte);
    for (pending_bits += 8; pending_bits >= 6; pending_bits -= 6) {
      text += alphabet[(pending >> (pending_bits - 6)) & 63];
    }
  }
  if (pending_bits > 0) text += alphabet[(pending << (6 - pending_bits)) & 63];
  return text;
}

using Values = std::array<std::int8_t, 256>;

constexpr Values valuesOf(std::string_view alphabet) {
  Values values{};
  values.fill(-1);
  for (std::size_t at = 0; at < alphabet.size(); ++at) {
    values[static_cast<unsigned char>(alphabet[at])] = static_cast<std::int8_t>(at);
  }
  return values;
}

constexpr Values kStandardValues = valuesOf(kStandard);
constexpr Values kUrlSafeValues = valuesOf(kUrlSafe);

std::optional<std::string> decode(std::string_view text, const Values& values) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  unsigned pending = 0;
  unsigned pending_bits = 0;
  for (const char character : text) {
    const int value = values[static_cast<unsigned char>(character)];
    if (value < 0) return std::nullopt;
    pending = (pending << 6) | static_cast<unsigned>(value);
    pending_bits += 6;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes += static_cast<char>((pending >> pending_bits) & 255);
    }
  }
  // Set bits behind the last byte would give one value several spellings.
  if ((pending & ((1U << pending_bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace

void sha256(std::string_view bytes, unsigned char (&out)[32]) {
  EVP_MD_CTX* const context = threadsContext();
  const bool hashed = context != nullptr &&
                      EVP_DigestInit_ex2(context, fetchedSha256(), nullptr) == 1 &&
                      EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
                      EVP_DigestFinal_ex(context, out, nullptr) == 1;
  if (!hashed) throw IntegrationError(ErrorCode::internal, "SHA-256 failed.", "OpenSSL refused it");
}

std::string sha256(std::string_view bytes) {
  unsigned char out[32];
  sha256(bytes, out);
  return {reinterpret_cast<const char*>(out), sizeof out};
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

std::string sha256Hex(std::string_view bytes) {
  unsigned char out[32];
  sha256(bytes, out);
  return hex({reinterpret_cast<const char*>(out), sizeof out});
}

std::string base64(std::string_view bytes) {
  std::string text = encode(bytes, kStandard);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::string base64url(std::string_view bytes) { return encode(bytes, kUrlSafe); }

std::optional<std::string> parseBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
    text.remove_suffix(1);
  }
  return decode(text, kStandardValues);
}

std::optional<std::string> parseBase64url(std::string_view text) {
  return decode(text, kUrlSafeValues);
}

}  // namespace patchbay::crypto
