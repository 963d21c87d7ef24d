#include "tools/conformance/provider/grant_book.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>

#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"

namespace patchbay::conformance {

void GrantBook::setUp(Rotation rotation, boost::json::object claims) {
  rotation_ = rotation;
  claims_ = std::move(claims);
}

IssuedPair GrantBook::open() {
  revoked_.push_back(false);
  return issue(revoked_.size() - 1);
}

std::optional<IssuedPair> GrantBook::refresh(const std::string& refresh_token, TimePoint now) {
  const auto found = std::find_if(pairs_.rbegin(), pairs_.rend(), [&](const IssuedPair& pair) {
    return pair.refresh_token == refresh_token;
  });
  if (refresh_token.empty() || found == pairs_.rend() || !lives(*found, now)) return std::nullopt;
  const std::size_t grant = found->grant;
  for (IssuedPair& pair : pairs_) {
    if (pair.grant == grant && !pair.replaced_at) pair.replaced_at = now;
  }
  return issue(grant);
}

bool GrantBook::lives(const IssuedPair& pair, TimePoint now) const {
  if (revoked_[pair.grant]) return false;
  if (!pair.replaced_at) return true;
  switch (rotation_.kind) {
    case Rotation::Kind::none:
      return true;
    case Rotation::Kind::grace:
      return now - *pair.replaced_at <= rotation_.grace;
    case Rotation::Kind::until_first_use:
      return !wasNewerUsed(pair);
    case Rotation::Kind::strict:
      break;
  }
  return false;
}

bool GrantBook::wasNewerUsed(const IssuedPair& pair) const {
  const auto later = pairs_.begin() + (&pair - pairs_.data()) + 1;
  return std::any_of(later, pairs_.end(), [&](const IssuedPair& other) {
    return other.grant == pair.grant && other.was_used;
  });
}

IssuedPair GrantBook::issue(std::size_t grant) {
  IssuedPair pair;
  pair.grant = grant;
  pair.access_token = "kitaccess" + crypto::randomToken();
  if (!claims_.empty()) {
    boost::json::object claims = claims_;
    claims["jti"] = pair.access_token;
    pair.access_token = crypto::base64url(R"({"alg":"RS256","typ":"JWT"})") + "." +
                        crypto::base64url(boost::json::serialize(claims)) + ".c2lnbmF0dXJl";
  }
  const auto same = std::find_if(pairs_.begin(), pairs_.end(),
                                 [&](const IssuedPair& old) { return old.grant == grant; });
  const bool stays = rotation_.kind == Rotation::Kind::none && same != pairs_.end();
  pair.refresh_token = stays ? same->refresh_token : "kitrefresh" + crypto::randomToken();
  pairs_.push_back(pair);
  return pair;
}

const IssuedPair* GrantBook::find(const std::string& token) const {
  const auto found = std::find_if(pairs_.begin(), pairs_.end(), [&](const IssuedPair& pair) {
    return pair.access_token == token || pair.refresh_token == token;
  });
  return found == pairs_.end() ? nullptr : &*found;
}

bool GrantBook::use(const std::string& access_token) {
  for (IssuedPair& pair : pairs_) {
    if (pair.access_token != access_token) continue;
    pair.was_used = true;
    return !revoked_[pair.grant];
  }
  return false;
}

bool GrantBook::revoke(const std::string& token) {
  const IssuedPair* const pair = find(token);
  if (pair == nullptr) return false;
  revoked_[pair->grant] = true;
  return true;
}

bool GrantBook::isRevoked(const std::string& token) const {
  const IssuedPair* const pair = find(token);
  return pair != nullptr && revoked_[pair->grant];
}

std::vector<std::string> GrantBook::tokens() const {
  std::vector<std::string> all;
  for (const IssuedPair& pair : pairs_) {
    all.push_back(pair.access_token);
    all.push_back(pair.refresh_token);
  }
  return all;
}

}  // namespace patchbay::conformance
