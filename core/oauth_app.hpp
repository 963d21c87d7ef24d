#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/integration_access.hpp"
#include "core/oauth/token_request.hpp"

namespace patchbay {

/// What kind of data a provider's adapter gives.
enum class ApiType { payroll, accounting };

/// What becomes of the old refresh token when a new pair is issued. It decides how a refresh whose
/// answer got lost may be repeated.
struct Rotation {
  enum class Kind {
    none,             ///< the refresh token stays the same
    grace,            ///< the old one works for `grace` after the refresh (Xero: 30 minutes)
    until_first_use,  ///< the old one works until the new access token is used (Gusto)
    strict,           ///< the old one is dead at once
  };
  Kind kind = Kind::strict;
  Seconds grace{0};
};

/// How many tenants are reached.
struct Tenancy {
  /// What one consent may give: Gusto one company, Xero several organisations.
  TenantCount grant_reaches = TenantCount::one;
  /// What a workspace may connect. With `one`, another company is refused, and of several the user
  /// picks one. The setting `<NAME>_TENANTS=one|many` overrides what the provider states here.
  TenantCount workspace_holds = TenantCount::many;
};

/// How a provider signs what it tells by itself: HMAC-SHA256 over the raw body, in one header.
struct EventSignature {
  enum class Encoding { hex, base64 };
  std::string header;  ///< e.g. `x-gusto-signature`; empty: the provider sends no events
  Encoding encoding = Encoding::hex;
  Secret key;  ///< empty: events are refused until the operator sets it
};

/// The facts of a provider and of our registration there. A provider states them once, in
/// `registerOAuthApp`; the base does the rest. Names are those of RFC 8414 where it has one.
struct OAuthApp {
  std::string name;  ///< `[A-Za-z][A-Za-z0-9]*`, e.g. `Gusto`; lower case in paths and in the store
  ApiType api_type = ApiType::payroll;

  std::string client_id;
  Secret client_secret;
  oauth::ClientAuthentication client_authentication =
      oauth::ClientAuthentication::client_secret_basic;
  oauth::BodyEncoding body_encoding = oauth::BodyEncoding::form;

  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string revocation_endpoint;     ///< empty: the provider cannot revoke
  std::string introspection_endpoint;  ///< empty: the provider does not tell whether a token lives
  std::string api_base_url;            ///< without trailing slash

  std::vector<std::string> scopes;           ///< asked for; empty: the provider decides
  std::vector<std::string> required_scopes;  ///< missing ones are reported at connect time

  /// A grant reaches companies or organisations, which `storeOAuthToken` asks for. False where a
  /// grant is one account and there is nothing to choose.
  bool has_tenants = true;
  Tenancy tenancy;
  EventSignature event_signature;

  bool uses_pkce = true;  ///< S256; off only for a provider that breaks on it
  Rotation rotation;
  /// A refresh token that is not used for so long dies; 0: the provider states nothing. The host
  /// refreshes after half of it at the latest.
  Seconds refresh_token_lifetime{0};
  Seconds default_expires_in{3600};  ///< when a token answer states none
  /// Sent with every token, revocation and API call, e.g. a pinned API version.
  std::vector<std::pair<std::string, std::string>> extra_headers;

  /// OpenID Connect. An empty `jwks_uri` means plain OAuth: no nonce is sent, an id_token is
  /// ignored.
  std::string issuer;
  std::string jwks_uri;
  std::vector<std::string> id_token_signing_algorithms{"RS256"};
  bool authorization_response_iss_parameter_supported = false;  ///< RFC 9207

  OAuthApp() = default;
};

}  // namespace patchbay
