#include "tools/conformance/provider/id_token_writer.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <memory>

#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"
#include "tests/support/json_token.hpp"

namespace patchbay::conformance {
namespace {

using testing::TokenSigner;

/// The algorithm that the plugin accepts, of those that can be signed with here.
std::string algorithmOf(const OAuthApp& app) {
  const auto& accepted = app.id_token_signing_algorithms;
  const auto known = std::find_if(accepted.begin(), accepted.end(), [](const std::string& name) {
    return name == "RS256" || name == "PS256" || name == "ES256";
  });
  return known == accepted.end() ? "RS256" : *known;
}

const TokenSigner& signerOf(const std::string& algorithm, const std::string& key_id) {
  static std::map<std::string, std::unique_ptr<TokenSigner>> signers;
  auto& signer = signers[algorithm + key_id];
  if (!signer) signer = std::make_unique<TokenSigner>(algorithm);
  return *signer;
}

std::string compact(const boost::json::object& header, const boost::json::object& claims) {
  return crypto::base64url(boost::json::serialize(header)) + "." +
         crypto::base64url(boost::json::serialize(claims));
}

}  // namespace

std::string IdTokenWriter::write(const OAuthApp& app, const std::string& nonce, TimePoint now,
                                 const Forgery& forgery) const {
  const std::string algorithm = algorithmOf(app);
  const std::string key_id = is_rotated_ ? "kit-2" : "kit-1";
  const auto seconds = toEpochSeconds(now);
  Draft draft;
  draft.header = {{"alg", algorithm}, {"kid", key_id}, {"typ", "JWT"}};
  draft.claims = {{"iss", app.issuer},
                  {"sub", "kit-user"},
                  {"aud", app.client_id},
                  {"iat", seconds},
                  {"exp", seconds + 300}};
  if (!nonce.empty()) draft.claims["nonce"] = nonce;
  if (forgery) forgery(draft);
  if (draft.is_missing) return {};
  const std::string input = compact(draft.header, draft.claims);
  if (draft.is_unsigned) return input + ".";
  if (draft.signs_with_hmac) {
    return input + "." + crypto::base64url(crypto::hmacSha256(Secret(keySet(app)), input));
  }
  const TokenSigner& signer = signerOf(algorithm, draft.by_other_key ? "kit-foreign" : key_id);
  std::string token =
      signer.sign(boost::json::serialize(draft.header), boost::json::serialize(draft.claims));
  if (!draft.is_tampered) return token;
  draft.claims["sub"] = "somebody-else";
  return compact(draft.header, draft.claims) + token.substr(token.rfind('.'));
}

std::string IdTokenWriter::keySet(const OAuthApp& app) const {
  const std::string key_id = is_rotated_ ? "kit-2" : "kit-1";
  return signerOf(algorithmOf(app), key_id).keySet(R"("kid":")" + key_id + R"(","use":"sig")");
}

}  // namespace patchbay::conformance
