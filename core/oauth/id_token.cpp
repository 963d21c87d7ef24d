#include "core/oauth/id_token.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/crypto/digest.hpp"
#include "core/oauth/json_web_key.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay::oauth {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostBytes = 32 * 1024;

[[noreturn]] void refuse(const std::string& defect) {
  throw IntegrationError(ErrorCode::malformed_answer,
                         "The provider's id_token is not accepted: " + defect + ".");
}

struct IdToken {
  std::string algorithm;
  std::optional<std::string> kid;
  json::object claims;
  SignedText text;
};

std::optional<std::string> findText(const json::object& object, const char* name) {
  const json::value* const member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  const json::string& text = member->get_string();
  return std::string(text.data(), text.size());
}

json::object parsePart(std::string_view part, const std::string& name) {
  const std::optional<std::string> text = crypto::parseBase64url(part);
  if (!text) refuse("its " + name + " is not base64url");
  json::value value;
  try {
    value = parseStrictJson(*text);
  } catch (const IntegrationError&) {
    refuse("its " + name + " is not JSON");
  }
  if (!value.is_object()) refuse("its " + name + " is not an object");
  return std::move(value.get_object());
}

// RFC 7515 section 5.2, steps 1 to 7.
IdToken parse(std::string_view id_token) {
  if (id_token.size() > kMostBytes) refuse("it is longer than 32 KB");
  const std::size_t first = id_token.find('.');
  const std::size_t second = id_token.find('.', first == id_token.npos ? first : first + 1);
  if (second == id_token.npos || id_token.find('.', second + 1) != id_token.npos) {
    refuse("it has not three parts");
  }
  IdToken token;
  const json::object header = parsePart(id_token.substr(0, first), "header");
  if (header.contains("crit")) refuse("its header demands extensions (crit)");
  token.algorithm = findText(header, "alg").value_or("");
  token.kid = findText(header, "kid");
  if (header.contains("kid") && !token.kid) refuse("its kid is not a text");
  token.claims = parsePart(id_token.substr(first + 1, second - first - 1), "payload");
  auto signature = crypto::parseBase64url(id_token.substr(second + 1));
  if (!signature) refuse("its signature is not base64url");
  token.text = {id_token.substr(0, second), std::move(*signature)};
  return token;
}

json::array parseKeys(std::string_view jwks) {
  json::value value;
  try {
    value = parseStrictJson(jwks);
  } catch (const IntegrationError&) {
    refuse("the provider's keys (JWKS) are not JSON");
  }
  json::object* const set = value.if_object();
  json::value* const keys = set == nullptr ? nullptr : set->if_contains("keys");
  if (keys == nullptr || !keys->is_array()) refuse("the provider's keys (JWKS) hold no list");
  return std::move(keys->get_array());
}

bool isSignedByOneOf(const std::vector<const json::object*>& keys, const IdToken& token) {
  return std::any_of(keys.begin(), keys.end(), [&](const json::object* key) {
    return verifies(*key, token.algorithm, token.text);
  });
}

void checkSignature(const IdToken& token, std::string_view jwks,
                    const std::vector<std::string>& accepted) {
  const bool is_accepted =
      std::find(accepted.begin(), accepted.end(), token.algorithm) != accepted.end();
  if (!is_accepted || !isKnownAlgorithm(token.algorithm)) refuse("its alg is not an expected one");
  const json::array set = parseKeys(jwks);
  const auto keys = findKeys(set, token.algorithm, token.kid);
  if (keys.empty()) refuse("the provider publishes no key for it");
  if (!isSignedByOneOf(keys, token)) refuse("its signature does not verify");
}

std::vector<std::string> readAudiences(const json::object& claims) {
  if (const auto single = findText(claims, "aud")) return {*single};
  const json::value* const member = claims.if_contains("aud");
  const json::array* const list = member == nullptr ? nullptr : member->if_array();
  std::vector<std::string> audiences;
  if (list == nullptr) return audiences;
  for (const json::value& audience : *list) {
    if (!audience.is_string()) refuse("its aud holds something that is no text");
    audiences.emplace_back(audience.get_string().data(), audience.get_string().size());
  }
  return audiences;
}

// OIDC Core section 3.1.3.7, steps 3 to 5.
void checkAudience(const json::object& claims, const std::string& client_id) {
  const std::vector<std::string> audiences = readAudiences(claims);
  if (std::find(audiences.begin(), audiences.end(), client_id) == audiences.end()) {
    refuse("its aud does not name this client");
  }
  const bool has_azp = claims.contains("azp");
  if (audiences.size() > 1 && !has_azp) refuse("it has several audiences, but no azp");
  if (has_azp && findText(claims, "azp") != client_id) refuse("its azp is another client");
}

// Seconds since the epoch; fractions are allowed (RFC 7519 section 2, NumericDate).
std::optional<double> findTime(const json::object& claims, const char* name) {
  const json::value* const member = claims.if_contains(name);
  if (member == nullptr) return std::nullopt;
  if (member->is_int64()) return static_cast<double>(member->get_int64());
  if (member->is_uint64()) return static_cast<double>(member->get_uint64());
  if (member->is_double()) return member->get_double();
  refuse(std::string("its ") + name + " is not a number");
}

void checkTimes(const json::object& claims, Seconds leeway, TimePoint now) {
  const auto seconds = std::chrono::duration<double>(now.time_since_epoch()).count();
  const auto tolerance = static_cast<double>(leeway.count());
  const std::optional<double> expires = findTime(claims, "exp");
  const std::optional<double> issued = findTime(claims, "iat");
  const std::optional<double> valid_from = findTime(claims, "nbf");
  if (!expires) refuse("it has no exp");
  if (!issued) refuse("it has no iat");
  if (seconds >= *expires + tolerance) refuse("it has expired (exp)");
  if (*issued > seconds + tolerance) refuse("it comes from the future (iat)");
  if (valid_from && *valid_from > seconds + tolerance) refuse("it is not valid yet (nbf)");
}

void checkNonce(const json::object& claims, const std::string& expected) {
  if (expected.empty()) return;
  const std::optional<std::string> nonce = findText(claims, "nonce");
  if (!nonce || !equalInConstantTime(*nonce, expected)) refuse("its nonce is not this login's");
}

}  // namespace

bool hasKeyFor(std::string_view id_token, std::string_view jwks) {
  std::optional<IdToken> token;
  try {
    token = parse(id_token);
  } catch (const IntegrationError&) {
    return true;  // no key would help
  }
  if (!isKnownAlgorithm(token->algorithm)) return true;
  try {
    const json::array set = parseKeys(jwks);
    const auto keys = findKeys(set, token->algorithm, token->kid);
    return token->kid ? !keys.empty() : isSignedByOneOf(keys, *token);
  } catch (const IntegrationError&) {
    return false;
  }
}

IdTokenClaims verifyIdToken(std::string_view id_token, std::string_view jwks,
                            const IdTokenExpectations& expected, TimePoint now) {
  const IdToken token = parse(id_token);
  checkSignature(token, jwks, expected.algorithms);
  const std::optional<std::string> issuer = findText(token.claims, "iss");
  if (!issuer || *issuer != expected.issuer) refuse("its iss is another issuer");
  checkAudience(token.claims, expected.client_id);
  checkTimes(token.claims, expected.leeway, now);
  checkNonce(token.claims, expected.nonce);
  const std::string subject = findText(token.claims, "sub").value_or("");
  if (subject.empty()) refuse("it has no sub");
  return {subject, *issuer};
}

}  // namespace patchbay::oauth
