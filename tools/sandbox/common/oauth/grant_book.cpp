#include "tools/sandbox/common/oauth/grant_book.hpp"

#include <algorithm>
#include <utility>

#include "core/base/secret.hpp"
#include "core/crypto/random.hpp"
#include "core/oauth/pkce.hpp"

namespace patchbay::sandbox {
namespace {

constexpr Seconds kSystemTokenLife{7200};

Refusal invalidGrant(std::string description, std::string death = {}) {
  return {"invalid_grant", std::move(description), std::move(death)};
}

Exchange refused(Refusal refusal, std::string grant = {}, bool duplicate = false) {
  return {nullptr, std::move(refusal), std::move(grant), duplicate};
}

bool isWithin(std::string_view scopes, std::string_view granted) {
  const auto wanted = splitScopes(scopes);
  return std::all_of(wanted.begin(), wanted.end(),
                     [granted](const std::string& scope) { return holdsScope(granted, scope); });
}

}  // namespace

TokenTexts opaqueTokens() {
  return {[](const TokenPair&) { return crypto::randomToken(); },
          [] { return crypto::randomToken(); }};
}

std::string GrantBook::issueCode(AuthorizationCode code) {
  code.expires_at = clock_.now() + rules_.code_life;
  std::string text = crypto::randomToken();
  codes_.emplace(text, std::move(code));
  return text;
}

std::optional<Refusal> GrantBook::checkCode(const AuthorizationCode& code,
                                            const std::string& client_id,
                                            std::string_view redirect_uri,
                                            std::string_view verifier) const {
  if (code.client_id != client_id) return invalidGrant("The code was given to another client.");
  if (code.used) return invalidGrant("The code has been used already.", "used");
  if (code.revoked) return invalidGrant("The company removed the application.", "disconnected");
  if (code.expires_at <= clock_.now()) return invalidGrant("The code is too old.", "expired");
  if (code.redirect_uri != redirect_uri) {
    return invalidGrant("The redirect_uri is not the one the code was asked with.");
  }
  const bool checks_verifier =
      rules_.enforce_pkce || (rules_.verify_pkce && !code.code_challenge.empty());
  if (checks_verifier && oauth::codeChallenge(verifier) != code.code_challenge) {
    return invalidGrant("The code_verifier does not fit the code_challenge.");
  }
  return std::nullopt;
}

Exchange GrantBook::redeemCode(const std::string& client_id, const std::string& code,
                               std::string_view redirect_uri, std::string_view verifier) {
  const auto found = codes_.find(code);
  if (found == codes_.end()) return refused(invalidGrant("There is no such code."));
  if (auto refusal = checkCode(found->second, client_id, redirect_uri, verifier)) {
    return refused(*std::move(refusal), found->second.grant);
  }
  AuthorizationCode& redeemed = found->second;
  redeemed.used = true;
  TokenPair pair;
  if (redeemed.gives_refresh_token) pair.refresh_token = texts_.refresh();
  pair.grant = redeemed.grant = "grant_" + std::to_string(++grants_);
  pair.client_id = client_id;
  pair.company = redeemed.company;
  pair.consent = redeemed.consent;
  pair.scope = redeemed.scope.empty() ? rules_.scope : redeemed.scope;
  const TokenPair& issued = issue(std::move(pair), rules_.access_token_life);
  return {&issued, {}, issued.grant, false};
}

std::optional<Refusal> GrantBook::checkRefresh(const TokenPair& old, const std::string& client_id,
                                               std::string_view scope) const {
  if (old.client_id != client_id) {
    return invalidGrant("The refresh token was given to another client.");
  }
  const std::string death = refreshDeathOf(old);
  if (!death.empty()) return invalidGrant("The refresh token is no longer valid.", death);
  if (!isWithin(scope, old.scope)) {
    return Refusal{"invalid_scope", "The scope is more than was granted.", {}};
  }
  return std::nullopt;
}

Exchange GrantBook::refresh(const std::string& client_id, const std::string& refresh_token,
                            std::string_view scope) {
  TokenPair* old = lookUp(refresh_token);
  if (!old || old->refresh_token != refresh_token) {
    return refused(invalidGrant("There is no such refresh token."));
  }
  const bool duplicate = old->exchanged;
  if (auto refusal = checkRefresh(*old, client_id, scope)) {
    if (rules_.late_use_ends_grant && refusal->death == "rotated") revokeGrant(old->grant);
    return refused(*std::move(refusal), old->grant, duplicate);
  }
  if (!old->exchanged) old->exchanged_at = clock_.now();
  old->exchanged = true;
  const TokenPair& issued = issue(successorOf(*old, scope), rules_.access_token_life);
  return {&issued, {}, issued.grant, duplicate};
}

TokenPair GrantBook::successorOf(TokenPair& old, std::string_view scope) {
  const bool stays = rules_.rotation == RotationRule::none;
  TokenPair pair;
  pair.refresh_token = stays ? old.refresh_token : texts_.refresh();
  pair.grant = old.grant;
  pair.generation = old.generation + 1;
  pair.client_id = old.client_id;
  pair.company = old.company;
  pair.consent = old.consent;
  pair.scope = scope.empty() ? old.scope : std::string(scope);
  if (rules_.rotation == RotationRule::strict) kill(old, "rotated");
  if (rules_.rotation == RotationRule::until_first_use) pair.replaces = old.refresh_token;
  return pair;
}

Exchange GrantBook::issueSystemToken(const std::string& client_id) {
  TokenPair pair;
  pair.client_id = client_id;
  pair.scope = rules_.scope;
  return {&issue(std::move(pair), kSystemTokenLife), {}, {}, false};
}

TokenPair& GrantBook::issue(TokenPair pair, Seconds life) {
  pair.created_at = clock_.now();
  pair.expires_at = pair.created_at + life;
  pair.access_token = texts_.access(pair);
  TokenPair& issued = pairs_.emplace_back(std::move(pair));
  by_token_.emplace(issued.access_token, &issued);
  // Where a refresh token stays the same, it stands for the newest pair.
  if (!issued.refresh_token.empty()) by_token_[issued.refresh_token] = &issued;
  return issued;
}

TokenPair* GrantBook::lookUp(const std::string& token) {
  const auto found = by_token_.find(token);
  return found == by_token_.end() ? nullptr : found->second;
}

const TokenPair* GrantBook::find(const std::string& token) const {
  const auto found = by_token_.find(token);
  return found == by_token_.end() ? nullptr : found->second;
}

const TokenPair* GrantBook::use(const std::string& access_token) {
  TokenPair* pair = lookUp(access_token);
  if (!pair || pair->access_token != access_token) return nullptr;
  if (pair->death.empty() && !pair->replaces.empty()) {
    TokenPair* replaced = lookUp(std::exchange(pair->replaces, {}));
    if (replaced->death.empty()) kill(*replaced, "rotated");
  }
  return pair;
}

std::string GrantBook::deathOf(const TokenPair& pair) const {
  if (!pair.death.empty()) return pair.death;
  return pair.expires_at <= clock_.now() ? "expired" : "";
}

TimePoint GrantBook::diedAt(const TokenPair& pair) const {
  return pair.death.empty() ? pair.expires_at : std::min(pair.died_at, pair.expires_at);
}

std::string GrantBook::refreshDeathOf(const TokenPair& pair) const {
  if (!pair.death.empty()) return pair.death;
  const bool is_over = rules_.rotation == RotationRule::grace && pair.exchanged &&
                       clock_.now() >= pair.exchanged_at + rules_.rotation_grace;
  if (is_over) return "rotated";
  const bool is_old = rules_.refresh_token_life.count() > 0 &&
                      clock_.now() >= pair.created_at + rules_.refresh_token_life;
  return is_old ? "expired" : "";
}

void GrantBook::kill(TokenPair& pair, std::string_view reason) {
  pair.death = reason;
  pair.died_at = clock_.now();
}

void GrantBook::revoke(const TokenPair& pair) {
  TokenPair& dying = *lookUp(pair.access_token);
  if (dying.death.empty()) kill(dying, "revoked");
}

void GrantBook::revokeGrant(const std::string& grant) {
  for (TokenPair& pair : pairs_) {
    if (pair.grant == grant && pair.death.empty()) kill(pair, "revoked");
  }
}

std::size_t GrantBook::disconnect(std::string_view company, std::string_view client_id) {
  const auto concerns = [&](const auto& entry) {
    return entry.company == company && (client_id.empty() || entry.client_id == client_id);
  };
  std::size_t died = 0;
  for (TokenPair& pair : pairs_) {
    if (!pair.death.empty() || !concerns(pair)) continue;
    kill(pair, "disconnected");
    ++died;
  }
  for (auto& [text, code] : codes_) {
    if (concerns(code)) code.revoked = true;
  }
  return died;
}

std::size_t GrantBook::expireAccessTokens(std::string_view company) {
  std::size_t expired = 0;
  for (TokenPair& pair : pairs_) {
    if (!company.empty() && pair.company != company) continue;
    if (!deathOf(pair).empty()) continue;
    pair.expires_at = clock_.now();
    ++expired;
  }
  return expired;
}

}  // namespace patchbay::sandbox
