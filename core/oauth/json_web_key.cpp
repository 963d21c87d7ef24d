#include "core/oauth/json_web_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <memory>

#include "core/crypto/digest.hpp"

namespace patchbay::oauth {
namespace {

namespace json = boost::json;

constexpr std::size_t kP256Bytes = 32;
constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 16384;

template <auto Free>
struct Freer {
  template <typename Object>
  void operator()(Object* object) const {
    Free(object);
  }
};
using BigNumber = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

const unsigned char* bytesOf(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::string> findText(const json::object& key, const char* name) {
  const json::value* const member = key.if_contains(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  const json::string& text = member->get_string();
  return std::string(text.data(), text.size());
}

std::optional<std::string> findBytes(const json::object& key, const char* name) {
  const auto text = findText(key, name);
  return text ? crypto::parseBase64url(*text) : std::nullopt;
}

bool isAbsentOr(const json::object& key, const char* name, std::string_view expected) {
  return !key.contains(name) || findText(key, name) == expected;
}

bool mayVerify(const json::object& key) {
  const json::value* const operations = key.if_contains("key_ops");
  if (operations == nullptr) return true;
  const json::array* const list = operations->if_array();
  if (list == nullptr) return false;
  for (const json::value& operation : *list) {
    if (operation == "verify") return true;
  }
  return false;
}

BigNumber toNumber(const std::string& bytes) {
  return BigNumber(BN_bin2bn(bytesOf(bytes), static_cast<int>(bytes.size()), nullptr));
}

Key makeKey(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return Key(key);
}

Key makeRsaKey(const json::object& jwk) {
  const auto modulus = findBytes(jwk, "n");
  const auto exponent = findBytes(jwk, "e");
  if (!modulus || !exponent || modulus->size() > kMostRsaBits / 8 || exponent->size() > 8) {
    return nullptr;
  }
  const BigNumber n = toNumber(*modulus);
  const BigNumber e = toNumber(*exponent);
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || BN_num_bits(n.get()) < kLeastRsaBits ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  return makeKey("RSA", builder.get());
}

Key makeP256Key(const json::object& jwk) {
  const auto x = findBytes(jwk, "x");
  const auto y = findBytes(jwk, "y");
  if (!x || !y || x->size() != kP256Bytes || y->size() != kP256Bytes) return nullptr;
  const std::string point = "\x04" + *x + *y;  // uncompressed (SEC 1 section 2.3.3)
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return nullptr;
  }
  return makeKey("EC", builder.get());
}

// JWS joins r and s (RFC 7518 section 3.4); OpenSSL reads the DER of both.
std::string toDer(const std::string& joined) {
  if (joined.size() != 2 * kP256Bytes) return "";
  BigNumber r = toNumber(joined.substr(0, kP256Bytes));
  BigNumber s = toNumber(joined.substr(kP256Bytes));
  const EcdsaSignature signature(ECDSA_SIG_new());
  if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return "";
  r.release();
  s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size <= 0) return "";
  const std::unique_ptr<unsigned char, Freer<[](void* bytes) { OPENSSL_free(bytes); }>> owner(der);
  return {reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
}

bool setPadding(EVP_PKEY_CTX* context, std::string_view algorithm) {
  if (algorithm == "RS256") return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  if (algorithm != "PS256") return true;
  // RFC 7518 section 3.5: the salt is as long as the hash.
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

bool verifiesWith(EVP_PKEY* key, std::string_view algorithm, std::string_view input,
                  const std::string& signature) {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  return context &&
         EVP_DigestVerifyInit_ex(context.get(), &key_context, "SHA256", nullptr, nullptr, key,
                                 nullptr) == 1 &&
         setPadding(key_context, algorithm) &&
         EVP_DigestVerify(context.get(), bytesOf(signature), signature.size(),
                          reinterpret_cast<const unsigned char*>(input.data()), input.size()) == 1;
}

}  // namespace

bool isKnownAlgorithm(std::string_view algorithm) {
  return algorithm == "RS256" || algorithm == "PS256" || algorithm == "ES256";
}

std::vector<const json::object*> findKeys(const json::array& keys, std::string_view algorithm,
                                          const std::optional<std::string>& kid) {
  const std::string_view type = algorithm == "ES256" ? "EC" : "RSA";
  std::vector<const json::object*> found;
  for (const json::value& value : keys) {
    const json::object* const key = value.if_object();
    if (key == nullptr || findText(*key, "kty") != type) continue;
    if (algorithm == "ES256" && findText(*key, "crv") != "P-256") continue;
    if (!isAbsentOr(*key, "use", "sig") || !isAbsentOr(*key, "alg", algorithm)) continue;
    if (kid && findText(*key, "kid") != *kid) continue;
    if (mayVerify(*key)) found.push_back(key);
  }
  return found;
}

bool verifies(const json::object& key, std::string_view algorithm, const SignedText& text) {
  const bool is_ecdsa = algorithm == "ES256";
  const Key public_key = is_ecdsa ? makeP256Key(key) : makeRsaKey(key);
  const std::string signature = is_ecdsa ? toDer(text.signature) : text.signature;
  const bool verified = public_key && !signature.empty() &&
                        verifiesWith(public_key.get(), algorithm, text.signing_input, signature);
  // Whatever OpenSSL noted of a bad key or signature must not show up in somebody's TLS error.
  ERR_clear_error();
  return verified;
}

}  // namespace patchbay::oauth
