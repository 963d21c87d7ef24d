#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace patchbay::testing {

/// A certificate and its private key, both PEM.
struct TestCertificate {
  std::string certificate;
  std::string key;
};

/// What a certificate says; valid from a day ago until tomorrow unless told otherwise.
struct CertificateFacts {
  /// As OpenSSL writes subject alternative names: `DNS:localhost` or `IP:127.0.0.1`.
  std::string subject_alternative_name = "DNS:localhost";
  std::chrono::seconds valid_from = -std::chrono::days(1);
  std::chrono::seconds valid_until = std::chrono::days(1);
};

/// A certificate authority made for one test; its key never leaves the process.
class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();

  /// The authority's own certificate, as a client trusts it.
  const std::string& certificate() const { return certificate_; }
  TestCertificate issue(const CertificateFacts& facts = CertificateFacts()) const;

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
  std::string certificate_;
};

}  // namespace patchbay::testing
