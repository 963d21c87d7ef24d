#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "core/base/clock.hpp"
#include "core/oauth_app.hpp"

namespace patchbay::conformance {

/// Writes id_tokens as the plugin's OpenID provider would (OpenID Connect Core section 2), and as
/// it never would. Making a key takes a while, so each is made once a process.
class IdTokenWriter {
 public:
  /// What is about to be signed, for a scenario to spoil.
  struct Draft {
    boost::json::object header;
    boost::json::object claims;
    bool by_other_key = false;     ///< signed by a key that the provider does not publish
    bool is_unsigned = false;      ///< with an empty signature
    bool is_tampered = false;      ///< the claims change after signing
    bool signs_with_hmac = false;  ///< with the public key's text as HMAC key
    bool is_missing = false;       ///< no id_token is sent

    Draft() = default;
  };
  using Forgery = std::function<void(Draft&)>;

  /// An id_token for this client; empty where the forgery leaves it out.
  std::string write(const OAuthApp& app, const std::string& nonce, TimePoint now,
                    const Forgery& forgery) const;
  /// `{"keys":[...]}` (RFC 7517).
  std::string keySet(const OAuthApp& app) const;
  /// Signs with a new key from now on, and publishes that one only.
  void rotate() { is_rotated_ = true; }

 private:
  bool is_rotated_ = false;
};

}  // namespace patchbay::conformance
