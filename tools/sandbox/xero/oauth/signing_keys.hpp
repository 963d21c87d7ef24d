#pragma once

#include <openssl/evp.h>

#include <boost/json/object.hpp>
#include <deque>
#include <memory>
#include <string>

namespace patchbay::sandbox::xero {

/// The RSA keys that sign tokens (RS256). The first one is made when it is first needed, since
/// making it takes a while. Used from one thread.
class SigningKeys {
 public:
  /// A JSON Web Token in compact form, signed by the newest key.
  std::string sign(const boost::json::object& claims);
  /// `{"keys": [...]}` (RFC 7517), newest first.
  boost::json::object keySet();
  /// Signs with a new key from now on.
  /// @param keep_old  whether the set still shows the earlier ones.
  void rotate(bool keep_old);

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  struct Key {
    std::string id;
    std::string thumbprint;  ///< `x5t`
    std::unique_ptr<EVP_PKEY, Free> key;
  };
  static Key makeKey();
  const Key& newest();

  std::deque<Key> keys_;
};

}  // namespace patchbay::sandbox::xero
