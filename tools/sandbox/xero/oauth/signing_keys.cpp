#include "tools/sandbox/xero/oauth/signing_keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>
#include <utility>

#include "core/crypto/digest.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

constexpr std::size_t kKeyBits = 2048;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make or use a signing key");
}

/// A number of the public key as big-endian bytes.
std::string numberOf(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> owner(number, BN_free);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

std::string signatureOf(EVP_PKEY* key, const std::string& text) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  require(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  require(EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1);
  std::string signature(size, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  require(EVP_DigestSign(context.get(), out, &size, bytes, text.size()) == 1);
  signature.resize(size);
  return signature;
}

}  // namespace

SigningKeys::Key SigningKeys::makeKey() {
  Key key;
  key.key.reset(EVP_RSA_gen(kKeyBits));
  require(key.key != nullptr);
  // Xero's ids look like a certificate's SHA-1, and `x5t` is the same in base64url.
  const std::string print = crypto::sha256(numberOf(key.key.get(), OSSL_PKEY_PARAM_RSA_N));
  key.id = crypto::sha256Hex(print).substr(0, 40);
  for (char& digit : key.id) {
    if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
  }
  key.thumbprint = crypto::base64url(print.substr(0, 20));
  return key;
}

const SigningKeys::Key& SigningKeys::newest() {
  if (keys_.empty()) keys_.push_front(makeKey());
  return keys_.front();
}

std::string SigningKeys::sign(const json::object& claims) {
  const Key& key = newest();
  const json::object header{
      {"alg", "RS256"}, {"kid", key.id}, {"x5t", key.thumbprint}, {"typ", "JWT"}};
  const std::string input =
      crypto::base64url(json::serialize(header)) + "." + crypto::base64url(json::serialize(claims));
  return input + "." + crypto::base64url(signatureOf(key.key.get(), input));
}

json::object SigningKeys::keySet() {
  newest();
  json::array set;
  for (const Key& key : keys_) {
    set.push_back(
        json::object{{"kty", "RSA"},
                     {"use", "sig"},
                     {"kid", key.id},
                     {"x5t", key.thumbprint},
                     {"e", crypto::base64url(numberOf(key.key.get(), OSSL_PKEY_PARAM_RSA_E))},
                     {"n", crypto::base64url(numberOf(key.key.get(), OSSL_PKEY_PARAM_RSA_N))},
                     {"alg", "RS256"}});
  }
  return {{"keys", std::move(set)}};
}

void SigningKeys::rotate(bool keep_old) {
  newest();
  if (!keep_old) keys_.clear();
  keys_.push_front(makeKey());
}

}  // namespace patchbay::sandbox::xero
