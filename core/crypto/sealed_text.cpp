#include "core/crypto/sealed_text.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"

namespace patchbay::crypto {
namespace {

constexpr std::string_view kForm = "v1";
constexpr std::size_t kNonceBytes = 12;  // NIST SP 800-38D section 8.2.2: random, 96 bits
constexpr std::size_t kTagBytes = 16;

enum class Direction { open = 0, seal = 1 };

struct FreeCipherContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// Fetching costs as much as sealing a token, so it is done once; OpenSSL frees it at exit.
const EVP_CIPHER* fetchedCipher() {
  static const EVP_CIPHER* const kCipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return kCipher;
}

EVP_CIPHER_CTX* threadsContext() {
  static thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreeCipherContext> context(
      EVP_CIPHER_CTX_new());
  return context.get();
}

unsigned char* bytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void appendPart(std::string& out, std::string_view part) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out += static_cast<char>((static_cast<std::uint64_t>(part.size()) >> shift) & 255);
  }
  out += part;
}

std::string additionalData(const SealPlace& place, const KeyRing::Key& key) {
  std::string data;
  appendPart(data, kForm);
  appendPart(data, key.id);
  for (const std::string& part : place) appendPart(data, part);
  return data;
}

// Sets key, nonce and additional data; what follows is the text itself.
bool begin(EVP_CIPHER_CTX* context, Direction direction, const KeyRing::Key& key,
           std::string_view nonce, std::string_view additional) {
  int length = 0;
  return context != nullptr &&
         EVP_CipherInit_ex2(context, fetchedCipher(), bytesOf(key.bytes.reveal()), bytesOf(nonce),
                            static_cast<int>(direction), nullptr) == 1 &&
         EVP_CipherUpdate(context, nullptr, &length, bytesOf(additional),
                          static_cast<int>(additional.size())) == 1;
}

std::string encrypt(std::string_view text, std::string_view additional, const KeyRing::Key& key) {
  EVP_CIPHER_CTX* const context = threadsContext();
  std::string sealed = randomBytes(kNonceBytes);
  const std::string nonce = sealed;
  sealed.resize(kNonceBytes + text.size() + kTagBytes);
  unsigned char* const out = bytesOf(sealed) + kNonceBytes;
  unsigned char* const tag = out + text.size();
  int length = 0;
  const bool done =
      begin(context, Direction::seal, key, nonce, additional) &&
      EVP_CipherUpdate(context, out, &length, bytesOf(text), static_cast<int>(text.size())) == 1 &&
      EVP_CipherFinal_ex(context, tag, &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag) == 1;
  if (!done) throw IntegrationError(ErrorCode::internal, "A secret cannot be sealed.", "OpenSSL");
  return sealed;
}

std::optional<Secret> decrypt(std::string& sealed, std::string_view additional,
                              const KeyRing::Key& key) {
  EVP_CIPHER_CTX* const context = threadsContext();
  const std::string_view nonce = std::string_view(sealed).substr(0, kNonceBytes);
  const std::size_t size = sealed.size() - kNonceBytes - kTagBytes;
  unsigned char* const in = bytesOf(sealed) + kNonceBytes;
  std::string text(size, '\0');
  int length = 0;
  const bool intact =
      begin(context, Direction::open, key, nonce, additional) &&
      EVP_CipherUpdate(context, bytesOf(text), &length, in, static_cast<int>(size)) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, in + size) == 1 &&
      EVP_CipherFinal_ex(context, in + size, &length) == 1;
  if (intact) return Secret(std::move(text));
  OPENSSL_cleanse(text.data(), text.size());
  return std::nullopt;
}

[[noreturn]] void refuse(const std::string& detail) {
  throw IntegrationError(ErrorCode::sealed_text_refused, "A stored secret cannot be opened.",
                         detail);
}

struct Parts {
  std::string_view key_id;
  std::string_view payload;
};

Parts split(std::string_view sealed) {
  const std::size_t first = sealed.find('.');
  const std::size_t second = sealed.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos ||
      sealed.substr(0, first) != kForm) {
    refuse("its form is unknown; it was changed, or written by a newer version");
  }
  return {sealed.substr(first + 1, second - first - 1), sealed.substr(second + 1)};
}

// A damaged key id may hold anything, so only a well-formed one is repeated in an error.
std::string quoted(std::string_view key_id) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  const bool is_key_id = !key_id.empty() && key_id.size() <= 32 &&
                         key_id.find_first_not_of(kAllowed) == std::string_view::npos;
  return is_key_id ? std::string(key_id) : "(unreadable)";
}

}  // namespace

std::string seal(const Secret& text, const SealPlace& place, const KeyRing& ring) {
  const KeyRing::Key& key = ring.writer();
  const std::string sealed = encrypt(text.reveal(), additionalData(place, key), key);
  std::string out(kForm);
  out += "." + key.id + "." + base64url(sealed);
  return out;
}

Secret open(std::string_view sealed, const SealPlace& place, const KeyRing& ring) {
  const Parts parts = split(sealed);
  const KeyRing::Key* const key = ring.find(parts.key_id);
  if (key == nullptr) {
    refuse("the key " + quoted(parts.key_id) + " is not in the key file; put it back there");
  }
  std::optional<std::string> bytes = parseBase64url(parts.payload);
  if (!bytes || bytes->size() < kNonceBytes + kTagBytes) refuse("it is damaged; restore a backup");
  std::optional<Secret> text = decrypt(*bytes, additionalData(place, *key), *key);
  if (!text) {
    refuse("it was changed, belongs to another place, or key " + key->id +
           " is not the one it was sealed with; restore the row or the key");
  }
  return std::move(*text);
}

}  // namespace patchbay::crypto
