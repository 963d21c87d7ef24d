#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/clock.hpp"
#include "tools/sandbox/common/oauth/token_rules.hpp"

namespace patchbay::sandbox {

/// A consent's result, before it is exchanged. Works once.
struct AuthorizationCode {
  std::string client_id;
  std::string company;  ///< uuid; empty where a consent is not bound to one
  std::string consent;  ///< id of the consent, where the provider tells it apart from the grant
  std::string scope;    ///< what the user granted; empty for all that the application has
  std::string redirect_uri;
  std::string code_challenge;  ///< of method S256; empty when the client sent none
  bool gives_refresh_token = true;
  std::string grant;  ///< what it was exchanged for; empty before
  TimePoint expires_at{};
  bool used = false;
  bool revoked = false;
};

/// An access token with its refresh token.
struct TokenPair {
  std::string access_token;
  std::string refresh_token;  ///< empty for a system token, or when none was asked for
  std::string grant;          ///< all that came of one code; empty for a system token
  std::string client_id;
  std::string company;  ///< as in the code; empty for a system token
  std::string consent;  ///< as in the code
  std::string scope;
  TimePoint created_at{};
  TimePoint expires_at{};
  /// The refresh token this pair was made with, until that one has been killed.
  std::string replaces;
  std::string death;            ///< why neither token works any more; empty while they do
  TimePoint died_at{};          ///< set with `death`
  std::int64_t generation = 1;  ///< one more than that of the pair it was made from
  bool exchanged = false;       ///< the refresh token was used at least once
  TimePoint exchanged_at{};     ///< the first time
};

/// Why a token or code was not accepted.
struct Refusal {
  std::string error;  ///< RFC 6749 section 5.2
  std::string description;
  std::string death;  ///< set when the presented thing had worked once
};

/// What became of a token request. `pair` is the new one, null when refused.
struct Exchange {
  const TokenPair* pair = nullptr;
  Refusal refusal;
  std::string grant;       ///< of the presented code or token, when known
  bool duplicate = false;  ///< the presented refresh token had been exchanged before
};

/// How a provider writes its tokens.
struct TokenTexts {
  /// A new pair's access token, told from what else is known of the pair.
  std::function<std::string(const TokenPair&)> access;
  std::function<std::string()> refresh;
};

/// Random texts that say nothing.
TokenTexts opaqueTokens();

/// All codes and tokens, and the rule of their life (`RotationRule`). Tokens are kept for ever, so
/// that a dead one is told from one that never was. Used from one thread.
class GrantBook {
 public:
  /// `rules` and `clock` must outlive the book; changed rules count from the next call on.
  GrantBook(const TokenRules& rules, const Clock& clock, TokenTexts texts = opaqueTokens())
      : rules_(rules), clock_(clock), texts_(std::move(texts)) {}

  /// Remembers a consent. @returns the code.
  std::string issueCode(AuthorizationCode code);

  Exchange redeemCode(const std::string& client_id, const std::string& code,
                      std::string_view redirect_uri, std::string_view verifier);
  /// @param scope  what the new pair should have; empty for all that the old one has.
  Exchange refresh(const std::string& client_id, const std::string& refresh_token,
                   std::string_view scope);
  Exchange issueSystemToken(const std::string& client_id);

  /// An API call with this access token. Presenting it, even too late, is what kills the refresh
  /// token that its pair replaced.
  /// @returns null when there never was such a token.
  const TokenPair* use(const std::string& access_token);
  /// Why a pair's access token does not work; empty when it does.
  std::string deathOf(const TokenPair& pair) const;
  /// Since when; only for a token that does not work.
  TimePoint diedAt(const TokenPair& pair) const;
  /// Why a pair's refresh token does not work; empty when it does.
  std::string refreshDeathOf(const TokenPair& pair) const;

  /// The pair with this access or refresh token; null when there is none.
  const TokenPair* find(const std::string& token) const;
  void revoke(const TokenPair& pair);
  /// Revokes every pair of a grant.
  void revokeGrant(const std::string& grant);
  /// Ends every grant of a company (for one application, or all when empty).
  /// @returns how many pairs died; 0 means it was not connected.
  std::size_t disconnect(std::string_view company, std::string_view client_id);
  /// Makes access tokens expired from now on (of one company, or all when empty).
  std::size_t expireAccessTokens(std::string_view company);

  const std::deque<TokenPair>& pairs() const { return pairs_; }

 private:
  std::optional<Refusal> checkCode(const AuthorizationCode& code, const std::string& client_id,
                                   std::string_view redirect_uri, std::string_view verifier) const;
  std::optional<Refusal> checkRefresh(const TokenPair& old, const std::string& client_id,
                                      std::string_view scope) const;
  TokenPair& issue(TokenPair pair, Seconds life);
  TokenPair successorOf(TokenPair& old, std::string_view scope);
  void kill(TokenPair& pair, std::string_view reason);
  TokenPair* lookUp(const std::string& token);

  const TokenRules& rules_;
  const Clock& clock_;
  const TokenTexts texts_;
  std::map<std::string, AuthorizationCode, std::less<>> codes_;
  std::deque<TokenPair> pairs_;  ///< never shrinks, so pointers into it stay valid
  std::map<std::string, TokenPair*, std::less<>> by_token_;
  std::size_t grants_ = 0;
};

}  // namespace patchbay::sandbox
