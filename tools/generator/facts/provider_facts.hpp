#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/oauth_app.hpp"
#include "tools/generator/facts/provider_inputs.hpp"

namespace patchbay::generator {

/// What the generated files state, decided from what was said and from what the provider
/// publishes.
struct ProviderFacts {
  /// Where the addresses come from.
  enum class Way { bare, urls, discovery };

  Way way = Way::bare;
  std::string name;
  ApiType api_type = ApiType::none;

  std::string issuer;        ///< with discovery only
  std::string api_base_url;  ///< without trailing slash
  std::string authorize_url;
  std::string token_url;
  std::string revoke_url;         ///< empty: it cannot revoke
  std::string introspection_url;  ///< empty: it does not tell
  std::string jwks_uri;           ///< empty: no id_token is expected
  std::vector<std::string> id_token_algorithms;
  bool sends_iss = false;     ///< RFC 9207
  bool asks_consent = false;  ///< OpenID Connect Core section 11: else no refresh token

  std::string client_auth = "basic";  ///< `basic`, `post`, `json`
  bool uses_pkce = true;
  Rotation rotation;
  std::vector<std::string> scopes;
  std::vector<std::string> offered_scopes;  ///< what the provider publishes besides

  ProviderFacts() = default;
};

/// `strict` for an empty text.
/// @throws Refused for what is none.
Rotation parseRotation(std::string_view text);

/// `none`, `strict`, `until_first_use`, `grace:1800s`.
std::string rotationText(const Rotation& rotation);

/// @param document  the discovery document; empty without one.
/// @throws Refused when the provider asks for what Patchbay cannot do.
ProviderFacts decideFacts(const ProviderInputs& inputs, const std::string& document);

}  // namespace patchbay::generator
