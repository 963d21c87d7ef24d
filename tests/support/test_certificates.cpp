#include "tests/support/test_certificates.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

namespace patchbay::testing {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("test certificate: ") + what);
}

Key makeKey() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  require(key != nullptr, "no key");
  return key;
}

std::string read(const Memory& memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string toPem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free);
  require(PEM_write_bio_X509(memory.get(), certificate) == 1, "not written");
  return read(memory);
}

std::string toPem(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free);
  require(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "key not written");
  return read(memory);
}

void name(X509* certificate, const char* common_name) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0);
}

Certificate draft(EVP_PKEY* key, const CertificateFacts& facts, const char* common_name) {
  static std::atomic<long> serial = 1;
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), facts.valid_from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), facts.valid_until.count());
  X509_set_pubkey(certificate.get(), key);
  name(certificate.get(), common_name);
  return certificate;
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), X509_EXTENSION_free);
  require(extension != nullptr, "bad extension");
  X509_add_ext(certificate, extension.get(), -1);
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  require(X509_sign(certificate, key, EVP_sha256()) > 0, "not signed");
}

}  // namespace

struct TestAuthority::Keys {
  Key key = makeKey();
  Certificate certificate = draft(key.get(), CertificateFacts(), "Patchbay test authority");
};

TestAuthority::TestAuthority() : keys_(std::make_unique<Keys>()) {
  X509* own = keys_->certificate.get();
  extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
  extend(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
  sign(own, own, keys_->key.get());
  certificate_ = toPem(own);
}

TestAuthority::~TestAuthority() = default;

TestCertificate TestAuthority::issue(const CertificateFacts& facts) const {
  const Key key = makeKey();
  const Certificate certificate = draft(key.get(), facts, "Patchbay test server");
  X509* issuer = keys_->certificate.get();
  extend(certificate.get(), issuer, NID_subject_alt_name, facts.subject_alternative_name);
  sign(certificate.get(), issuer, keys_->key.get());
  return {toPem(certificate.get()), toPem(key.get())};
}

}  // namespace patchbay::testing
