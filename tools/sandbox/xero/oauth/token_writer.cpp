#include "tools/sandbox/xero/oauth/token_writer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "tools/sandbox/common/oauth/sign_in.hpp"
#include "tools/sandbox/common/uuid.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

constexpr std::int64_t kIdTokenSeconds = 300;

/// 32 hexadecimal digits, as Xero writes ids of sessions and tokens.
std::string digitsFrom(const std::string& seed) { return crypto::sha256Hex(seed).substr(0, 32); }

json::array scopeList(const TokenPair& pair) {
  json::array list;
  for (const std::string& scope : splitScopes(pair.scope)) list.emplace_back(scope);
  return list;
}

/// The claims that both tokens have.
json::object commonClaims(const TokenPair& pair, const Consent& consent,
                          const std::string& issuer) {
  const std::int64_t issued_at = toEpochSeconds(pair.created_at);
  return {{"nbf", issued_at},
          {"iat", issued_at},
          {"iss", issuer},
          {"sub", digitsFrom("subject " + std::string(DemoUser::kId))},
          {"auth_time", toEpochSeconds(consent.time)},
          {"xero_userid", DemoUser::kId},
          {"global_session_id", digitsFrom("session " + consent.id)},
          {"sid", digitsFrom("session " + consent.id)},
          {"amr", json::array{"pwd"}}};
}

/// OpenID Connect Core section 3.1.3.6.
std::string hashOf(const std::string& access_token) {
  return crypto::base64url(crypto::sha256(access_token).substr(0, 16));
}

}  // namespace

std::string TokenWriter::accessToken(const TokenPair& pair) {
  const Consent& consent = consents_.at(pair.consent);
  json::object claims = commonClaims(pair, consent, issuer_);
  claims["aud"] = "https://identity.xero.com/resources";
  claims["exp"] = toEpochSeconds(pair.expires_at);
  claims["client_id"] = pair.client_id;
  claims["jti"] = digitsFrom(crypto::randomToken());
  claims["authentication_event_id"] = consent.id;
  claims["scope"] = scopeList(pair);
  return keys_.sign(claims);
}

std::string TokenWriter::idToken(const TokenPair& pair) {
  const Consent& consent = consents_.at(pair.consent);
  json::object claims = commonClaims(pair, consent, issuer_);
  claims["aud"] = pair.client_id;
  claims["exp"] = toEpochSeconds(pair.created_at) + kIdTokenSeconds;
  claims["at_hash"] = hashOf(pair.access_token);
  claims["idp"] = "local";
  const bool is_first = pair.generation == 1;
  if (is_first && !consent.nonce.empty()) claims["nonce"] = consent.nonce;
  if (holdsScope(pair.scope, "email")) {
    claims["preferred_username"] = SignIn::kEmail;
    claims["email"] = SignIn::kEmail;
  }
  if (holdsScope(pair.scope, "profile")) {
    claims["given_name"] = DemoUser::kGivenName;
    claims["family_name"] = DemoUser::kFamilyName;
    claims["name"] = std::string(DemoUser::kGivenName) + " " + std::string(DemoUser::kFamilyName);
  }
  return keys_.sign(claims);
}

}  // namespace patchbay::sandbox::xero
