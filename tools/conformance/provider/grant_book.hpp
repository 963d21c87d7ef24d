#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/oauth_app.hpp"

namespace patchbay::conformance {

/// A pair as the scripted provider issued it.
struct IssuedPair {
  std::size_t grant = 0;
  std::string access_token;
  std::string refresh_token;
  std::optional<TimePoint> replaced_at;
  bool was_used = false;  ///< its access token was seen at the API

  IssuedPair() = default;
};

/// The pairs that the scripted provider issued, and which refresh tokens live by the rotation that
/// the plugin declares.
class GrantBook {
 public:
  /// @param claims  not empty: access tokens are (unsigned) JWTs that carry these.
  void setUp(Rotation rotation, boost::json::object claims);

  /// The first pair of a new grant.
  IssuedPair open();
  /// The pair that replaces the one of this refresh token; empty when the token is dead.
  std::optional<IssuedPair> refresh(const std::string& refresh_token, TimePoint now);

  /// Notes that the access token was used. False for one that is unknown or of a dead grant.
  bool use(const std::string& access_token);
  /// Ends the grant of an access or refresh token; false when there is none.
  bool revoke(const std::string& token);
  bool isRevoked(const std::string& token) const;

  /// Every token that was ever issued.
  std::vector<std::string> tokens() const;

 private:
  bool lives(const IssuedPair& pair, TimePoint now) const;
  bool wasNewerUsed(const IssuedPair& pair) const;
  IssuedPair issue(std::size_t grant);
  const IssuedPair* find(const std::string& token) const;

  Rotation rotation_;
  boost::json::object claims_;
  std::vector<IssuedPair> pairs_;
  std::vector<bool> revoked_;  // by grant
};

}  // namespace patchbay::conformance
