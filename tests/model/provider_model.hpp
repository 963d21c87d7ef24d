#pragma once

#include <array>
#include <cstdint>

#include "core/oauth_app.hpp"

namespace patchbay::model {

using Rotation = patchbay::Rotation::Kind;

/// Index of an issued pair; a refresh token is named by the pair that brought it first.
using PairIndex = std::uint8_t;
inline constexpr PairIndex kNoPair = 255;
inline constexpr PairIndex kMostPairs = 14;

/// How a provider treats replaced refresh tokens.
struct ProviderRules {
  const char* name;
  Rotation rotation;
  /// `strict` only: an exchanged refresh token that comes again ends all pairs of its consent.
  bool reuse_ends_consent = false;
  /// Where the old refresh token may be exchanged again: only the youngest pair made from it lives.
  bool youngest_pair_only = false;
};

/// Why a refresh token works no more.
enum class Death : std::uint8_t {
  alive,
  rotated,       ///< `strict`: it was exchanged
  grace_over,    ///< `grace`: it was exchanged a while ago
  used,          ///< `until_first_use`: the access token of a pair made from it was used
  superseded,    ///< a younger pair was made from the same refresh token
  reuse,         ///< an exchanged refresh token of the same consent came again
  disconnected,  ///< the user's disconnect revoked it
  withdrawn,     ///< a host revoked a pair that it could not store any more
};

/// What befell an attempt that had presented a refresh token, or was about to: the only excuses for
/// presenting it again. A set of bits.
enum Excuse : std::uint8_t {
  kNoExcuse = 0,
  kCrashed = 1,      ///< the host died between send and commit
  kAnswerLost = 2,   ///< no whole answer came before the deadline
  kLeaseLapsed = 4,  ///< the lease ran out first: the host or the provider was too slow
};

struct IssuedPair {
  PairIndex refresh_token = kNoPair;  ///< its own index; with `none` that of the first pair
  PairIndex made_from = kNoPair;      ///< refresh token it was exchanged for; none after a consent
  std::uint8_t consent = 0;
  Death death = Death::alive;     ///< of the refresh token
  std::uint8_t is_exchanged = 0;  ///< the refresh token was, at least once
  std::uint8_t is_committed = 0;  ///< some host has stored this pair at some time
  std::uint8_t is_used = 0;       ///< the access token was, or was handed out
  std::uint8_t excuses = 0;       ///< of the refresh token
};

/// What came of presenting a refresh token.
struct Exchange {
  PairIndex pair = kNoPair;  ///< none: `invalid_grant`
  /// It had been exchanged before, and nothing excuses its coming again.
  bool is_unexcused_reuse = false;
};

/// The authorization server: all pairs it issued, and the life of their refresh tokens.
class Provider {
 public:
  PairIndex issueAfterConsent();
  Exchange exchange(const ProviderRules& rules, PairIndex token);
  /// An API call with the access token of `pair`.
  void use(const ProviderRules& rules, PairIndex pair);
  /// `grace`: the time in which an exchanged refresh token may come again is over.
  void endGrace(PairIndex token);
  /// Ends all pairs of the consent, the worst that RFC 7009 section 2.1 lets a provider do.
  void revoke(PairIndex pair, Death death);

  bool accepts(PairIndex pair) const { return deathOf(pair) == Death::alive; }
  Death deathOf(PairIndex pair) const { return token(pair).death; }
  const IssuedPair& token(PairIndex pair) const { return pairs_[pairs_[pair].refresh_token]; }
  const IssuedPair& operator[](PairIndex pair) const { return pairs_[pair]; }
  IssuedPair& operator[](PairIndex pair) { return pairs_[pair]; }
  PairIndex issued() const { return issued_; }

  void excuse(PairIndex token, Excuse excuse) { pairs_[token].excuses |= excuse; }
  PairIndex append(const IssuedPair& pair);

 private:
  PairIndex issueFrom(const ProviderRules& rules, PairIndex token);
  void killSiblings(PairIndex token);

  std::array<IssuedPair, kMostPairs> pairs_{};
  PairIndex issued_ = 0;
  std::uint8_t consents_ = 0;
};

}  // namespace patchbay::model
