#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"

namespace patchbay::sandbox {

/// One request to a token endpoint, carried out or not.
struct TokenCall {
  TimePoint time;
  std::string grant_type;
  std::string presented;   ///< fingerprint of the refresh token or code; empty when there was none
  std::string outcome;     ///< `issued`, an OAuth error, or `not_carried_out:<fault>`
  std::string grant;       ///< which consent; empty when unknown
  std::string issued;      ///< fingerprint of the refresh token given out
  bool duplicate = false;  ///< the refresh token had been exchanged by an earlier call already
};

/// One request to a revocation endpoint.
struct RevocationCall {
  TimePoint time;
  std::string presented;
  std::string outcome;  ///< `revoked`, `unknown_token` or an OAuth error
  std::string grant;
};

/// Somebody presented a token or code that once worked and no longer does.
struct DeadTokenUse {
  TimePoint time;
  std::string path;
  std::string kind;    ///< `access_token`, `refresh_token` or `code`
  std::string reason;  ///< `expired`, `rotated`, `revoked`, `disconnected` or `used`
  std::string presented;
  std::string grant;
};

/// What a test reads afterwards: everything that happened to tokens, in order, and never a token.
/// Used from one thread.
class TokenLedger {
 public:
  void add(TokenCall call) { calls_.push_back(std::move(call)); }
  void add(RevocationCall call) { revocations_.push_back(std::move(call)); }
  void add(DeadTokenUse use) { dead_uses_.push_back(std::move(use)); }
  void clear();

  /// `{"counts": {...}, "token_calls": [...], "revocations": [...], "dead_token_uses": [...]}`;
  /// entries of each list are numbered from 1.
  boost::json::object toJson() const;

 private:
  boost::json::object counts() const;

  std::vector<TokenCall> calls_;
  std::vector<RevocationCall> revocations_;
  std::vector<DeadTokenUse> dead_uses_;
};

/// Twelve hexadecimal digits of the token's SHA-256, enough to tell tokens apart; empty for none.
std::string fingerprint(std::string_view token);

}  // namespace patchbay::sandbox
