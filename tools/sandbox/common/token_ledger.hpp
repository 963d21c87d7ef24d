#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "tools/sandbox/common/token_call.hpp"
#include "tools/sandbox/common/wire_witness.hpp"

namespace patchbay::sandbox {

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
  /// It still worked when its user got hold of it, as that user says (`kHeldSinceHeader`).
  bool died_in_hand = false;
};

/// By this header an API call tells since when its caller has held the access token: milliseconds
/// since the epoch, taken before the token was asked for. A token that died later died in the
/// caller's hand; nobody handed out a dead one.
inline constexpr std::string_view kHeldSinceHeader = "X-Sandbox-Held-Since";

/// What a test reads afterwards: everything that happened to tokens, in order, and never a token.
/// Used from one thread.
class TokenLedger final : public WireWitness {
 public:
  /// A token call has come; whether it repeats an earlier one is noted here.
  /// @param may_repeat  the provider lets refresh tokens be used any number of times.
  void begin(const std::string& connection, TokenCall call, bool may_repeat);
  /// The call under way on a connection; a new one when none was begun there.
  TokenCall& underWay(const std::string& connection);

  void add(RevocationCall call) { revocations_.push_back(std::move(call)); }
  void add(DeadTokenUse use) { dead_uses_.push_back(std::move(use)); }
  void clear();

  void answerSent(const std::string& connection) override;
  void clientSpoke(const std::string& connection) override;
  void clientLeft(const std::string& connection, bool left_unread) override;

  /// `{"counts": {...}, "token_calls": [...], "revocations": [...], "dead_token_uses": [...]}`;
  /// entries of each list are numbered from 1.
  boost::json::object toJson() const;
  boost::json::object counts() const;

 private:
  using Call = std::shared_ptr<TokenCall>;
  void noteRepeat(TokenCall& call, bool may_repeat) const;

  std::vector<Call> calls_;
  std::map<std::string, Call> on_connection_;  ///< the last of each, until the client has it
  std::map<std::string, std::vector<Call>> by_presented_;
  std::vector<RevocationCall> revocations_;
  std::vector<DeadTokenUse> dead_uses_;
};

/// Twelve hexadecimal digits of the token's SHA-256, enough to tell tokens apart; empty for none.
std::string fingerprint(std::string_view token);

}  // namespace patchbay::sandbox
