#include "tools/generator/facts/provider_facts.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/letter_case.hpp"
#include "core/oauth/server_metadata.hpp"
#include "tools/generator/facts/provider_name.hpp"
#include "tools/generator/refused.hpp"

namespace patchbay::generator {
namespace {

using Words = std::vector<std::string>;

constexpr Seconds kLongestGrace = std::chrono::days(365);

bool holds(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Words split(const std::string& text) {
  std::istringstream stream(text);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string withoutSlash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string originOf(const std::string& url) {
  const auto host = url.find("://") + 3;
  return url.substr(0, url.find_first_of("/?", host));
}

/// `30m` or `1800`; -1 for anything else.
std::int64_t secondsOf(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t factor = unit.empty() || unit == "s" ? 1
                              : unit == "m"               ? 60
                              : unit == "h"               ? 3600
                              : unit == "d"               ? 86'400
                                                          : 0;
  const bool is_sane =
      error == std::errc() && factor > 0 && number > 0 && number <= kLongestGrace.count() / factor;
  return is_sane ? number * factor : -1;
}

bool isScope(const std::string& scope) {
  return !scope.empty() && scope.size() <= 200 &&
         std::all_of(scope.begin(), scope.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

// --- what is published ---

std::string chooseClientAuth(const Words& supported) {
  // RFC 8414 section 2: left out, it is client_secret_basic.
  if (supported.empty() || holds(supported, "client_secret_basic")) return "basic";
  if (holds(supported, "client_secret_post")) return "post";
  throw Refused(
      "The provider authenticates clients by neither client_secret_basic nor client_secret_post; "
      "ask it which it takes, and say CLIENT_AUTH=basic|post|json.");
}

/// An id_token for who signed in, and a refresh token where that has to be asked for.
Words chooseScopes(const oauth::ServerMetadata& metadata) {
  Words scopes;
  const bool has_keys = !metadata.jwks_uri.empty();
  if (has_keys && holds(metadata.scopes_supported, "openid")) scopes.emplace_back("openid");
  if (holds(metadata.scopes_supported, "offline_access")) scopes.emplace_back("offline_access");
  return scopes;
}

Words chooseAlgorithms(const Words& published) {
  Words known;
  for (const char* algorithm : {"RS256", "PS256", "ES256"}) {
    if (holds(published, algorithm)) known.emplace_back(algorithm);
  }
  if (published.empty()) known.emplace_back("RS256");
  if (!known.empty()) return known;
  throw Refused(
      "The provider signs id_tokens by none of RS256, PS256 and ES256; say SCOPES without openid.");
}

void readOpenId(const oauth::ServerMetadata& metadata, ProviderFacts& facts) {
  if (!holds(facts.scopes, "openid") || metadata.jwks_uri.empty()) return;
  facts.jwks_uri = metadata.jwks_uri;
  facts.id_token_algorithms = chooseAlgorithms(metadata.id_token_signing_alg_values_supported);
}

void readDocument(const oauth::ServerMetadata& metadata, const ProviderInputs& inputs,
                  ProviderFacts& facts) {
  facts.way = ProviderFacts::Way::discovery;
  facts.issuer = metadata.issuer;
  facts.authorize_url = metadata.authorization_endpoint;
  facts.token_url = metadata.token_endpoint;
  facts.revoke_url = metadata.revocation_endpoint;
  facts.introspection_url = metadata.introspection_endpoint;
  facts.sends_iss = metadata.authorization_response_iss_parameter_supported;
  facts.api_base_url = withoutSlash(metadata.issuer);
  if (inputs.client_auth.empty()) {
    facts.client_auth = chooseClientAuth(metadata.token_endpoint_auth_methods_supported);
  }
  const Words& methods = metadata.code_challenge_methods_supported;
  facts.uses_pkce = methods.empty() || holds(methods, "S256");
  if (facts.scopes.empty()) facts.scopes = chooseScopes(metadata);
  facts.asks_consent = holds(facts.scopes, "offline_access");
  for (const auto& scope : metadata.scopes_supported) {
    if (isScope(scope) && !holds(facts.scopes, scope)) facts.offered_scopes.push_back(scope);
  }
  readOpenId(metadata, facts);
}

// --- what is not ---

void takeUrls(const ProviderInputs& inputs, ProviderFacts& facts) {
  facts.way = ProviderFacts::Way::urls;
  facts.authorize_url = inputs.authorize_url;
  facts.token_url = inputs.token_url;
  facts.api_base_url = originOf(inputs.token_url);
}

void inventUrls(const ProviderInputs& inputs, ProviderFacts& facts) {
  facts.api_base_url = inputs.api_base_url.empty()
                           ? "https://api." + lowerCase(inputs.name) + ".example"
                           : withoutSlash(inputs.api_base_url);
  facts.authorize_url = facts.api_base_url + "/oauth/authorize";
  facts.token_url = facts.api_base_url + "/oauth/token";
  facts.revoke_url = facts.api_base_url + "/oauth/revoke";
}

ApiType apiTypeOf(const std::string& word) {
  if (word == "payroll") return ApiType::payroll;
  return word == "accounting" ? ApiType::accounting : ApiType::none;
}

}  // namespace

Rotation parseRotation(std::string_view text) {
  constexpr std::string_view kGrace = "grace:";
  Rotation rotation;
  if (text.empty() || text == "strict") return rotation;
  rotation.kind = Rotation::Kind::none;
  if (text == "none") return rotation;
  rotation.kind = Rotation::Kind::until_first_use;
  if (text == "until_first_use") return rotation;
  rotation.kind = Rotation::Kind::grace;
  rotation.grace = Seconds(text.starts_with(kGrace) ? secondsOf(text.substr(kGrace.size())) : -1);
  if (rotation.grace.count() > 0) return rotation;
  throw Refused("ROTATION " + quoted(std::string(text)) +
                " is unknown; say one of none, strict, until_first_use, grace:30m.");
}

std::string rotationText(const Rotation& rotation) {
  switch (rotation.kind) {
    case Rotation::Kind::none:
      return "none";
    case Rotation::Kind::grace:
      return "grace:" + std::to_string(rotation.grace.count()) + "s";
    case Rotation::Kind::until_first_use:
      return "until_first_use";
    case Rotation::Kind::strict:
      break;
  }
  return "strict";
}

ProviderFacts decideFacts(const ProviderInputs& inputs, const std::string& document) {
  ProviderFacts facts;
  facts.name = inputs.name;
  facts.api_type = apiTypeOf(inputs.api_type);
  facts.scopes = split(inputs.scopes);
  if (!document.empty()) {
    readDocument(oauth::parseServerMetadata(document), inputs, facts);
  } else if (!inputs.token_url.empty()) {
    takeUrls(inputs, facts);
  } else {
    inventUrls(inputs, facts);
  }
  if (!inputs.api_base_url.empty()) facts.api_base_url = withoutSlash(inputs.api_base_url);
  if (!inputs.revoke_url.empty()) facts.revoke_url = inputs.revoke_url;
  if (!inputs.client_auth.empty()) facts.client_auth = inputs.client_auth;
  if (!inputs.pkce.empty()) facts.uses_pkce = inputs.pkce == "yes";
  facts.rotation = parseRotation(inputs.rotation);
  return facts;
}

}  // namespace patchbay::generator
