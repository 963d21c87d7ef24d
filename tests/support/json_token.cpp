#include "tests/support/json_token.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <stdexcept>
#include <vector>

#include "core/crypto/digest.hpp"

namespace patchbay::testing {
namespace {

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL failed in a test");
}

std::string numberOf(const EVP_PKEY* key, const char* name, int size) {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> owner(number, BN_free);
  std::string bytes(static_cast<std::size_t>(size == 0 ? BN_num_bytes(number) : size), '\0');
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  require(BN_bn2binpad(number, out, static_cast<int>(bytes.size())) >= 0);
  return crypto::base64url(bytes);
}

// r and s side by side, as RFC 7518 section 3.4 wants them.
std::string joined(const std::vector<unsigned char>& der) {
  const unsigned char* begin = der.data();
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> signature(
      d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())), ECDSA_SIG_free);
  require(signature != nullptr);
  std::string bytes(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  require(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, 32) == 32);
  require(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + 32, 32) == 32);
  return bytes;
}

}  // namespace

TokenSigner::TokenSigner(std::string algorithm, unsigned rsa_bits)
    : algorithm_(std::move(algorithm)),
      key_(algorithm_ == "ES256" ? EVP_EC_gen("P-256")
                                 : EVP_RSA_gen(static_cast<std::size_t>(rsa_bits))) {
  require(key_ != nullptr);
}

std::string TokenSigner::publicKey(const std::string& members) const {
  const std::string more = members.empty() ? "" : "," + members;
  if (algorithm_ == "ES256") {
    return R"({"kty":"EC","crv":"P-256","x":")" +
           numberOf(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32) + R"(","y":")" +
           numberOf(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32) + "\"" + more + "}";
  }
  return R"({"kty":"RSA","n":")" + numberOf(key_.get(), OSSL_PKEY_PARAM_RSA_N, 0) + R"(","e":")" +
         numberOf(key_.get(), OSSL_PKEY_PARAM_RSA_E, 0) + "\"" + more + "}";
}

std::string TokenSigner::keySet(const std::string& members) const {
  return R"({"keys":[)" + publicKey(members) + "]}";
}

std::string TokenSigner::sign(const std::string& header, const std::string& payload) const {
  const std::string input = crypto::base64url(header) + "." + crypto::base64url(payload);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  EVP_PKEY_CTX* key_context = nullptr;
  require(EVP_DigestSignInit(context.get(), &key_context, EVP_sha256(), nullptr, key_.get()) == 1);
  if (algorithm_ == "PS256") {
    require(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1);
    require(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
  std::size_t size = 0;
  require(EVP_DigestSign(context.get(), nullptr, &size, bytes, input.size()) == 1);
  std::vector<unsigned char> signature(size);
  require(EVP_DigestSign(context.get(), signature.data(), &size, bytes, input.size()) == 1);
  signature.resize(size);
  const std::string raw =
      algorithm_ == "ES256" ? joined(signature) : std::string(signature.begin(), signature.end());
  return input + "." + crypto::base64url(raw);
}

std::string TokenSigner::sign(const std::string& payload) const {
  return sign(R"({"alg":")" + algorithm_ + R"("})", payload);
}

}  // namespace patchbay::testing
