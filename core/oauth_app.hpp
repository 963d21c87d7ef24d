#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/secret.hpp"
#include "core/integration_access.hpp"
#include "core/oauth/token_request.hpp"
#include "core/oauth/token_response.hpp"

namespace patchbay {

/// What kind of data a provider's adapter gives; `none`: it has no adapter, only tokens.
enum class ApiType { payroll, accounting, none };

/// The word of a kind, as settings and answers have it.
constexpr const char* name(ApiType kind) {
  switch (kind) {
    case ApiType::payroll:
      return "payroll";
    case ApiType::accounting:
      return "accounting";
    case ApiType::none:
      break;
  }
  return "none";
}

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

/// How patiently a call to the provider's API is repeated. Only calls that may be made twice are
/// (`ApiRequest::isIdempotent`). Each value may also be set: `GUSTO_RETRY_INITIAL_INTERVAL_MS`,
/// `..._RETRY_MAX_INTERVAL_MS`, `..._RETRY_EXPONENT`, `..._RETRY_MAX_ELAPSED_MS`,
/// `..._RETRY_CONNECTION_ERRORS`.
struct ApiRetry {
  Milliseconds initial_interval{500};  ///< most that is waited before the first repetition
  Milliseconds max_interval{30'000};   ///< most that is waited before any repetition
  double exponent = 1.5;               ///< the intervals grow by this factor
  Milliseconds max_elapsed{30'000};    ///< since the first attempt; no repetition begins later
  bool connection_errors = true;       ///< repeat also when no whole answer came

  ApiRetry() = default;
};

/// A limit the provider sets to how often its API is called. It is kept here before it is hit
/// there, by all calls of this process together.
struct ApiRateLimit {
  /// Whose calls are counted together.
  enum class Per { application, grant, tenant };

  Per per = Per::grant;
  std::size_t calls = 0;         ///< so many ...
  Seconds window{60};            ///< ... in any such span of time
  std::string remaining_header;  ///< an answer's field that says how many are left; or empty
  std::string reset_header;      ///< ... and when they are all back; or empty

  ApiRateLimit(Per counted_per, std::size_t most_calls, Seconds span, std::string remaining = {},
               std::string reset = {})
      : per(counted_per),
        calls(most_calls),
        window(span),
        remaining_header(std::move(remaining)),
        reset_header(std::move(reset)) {}
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
  /// grant is one account and there is nothing to choose: that is then its only tenant, with the id
  /// `account`.
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
  /// The provider always gives a refresh token, so a connect without one is refused.
  bool requires_refresh_token = false;

  // What a provider does differently from the RFCs. One that follows them states nothing of this.

  /// Own parameters of a request, e.g. `{"access_type", "offline"}`: each takes the place of the
  /// standard's one with its name, or is added; an empty value takes it away.
  oauth::Parameters authorization_parameters;
  oauth::Parameters token_parameters;    ///< of the exchange of a code, and of a refresh
  oauth::Parameters refresh_parameters;  ///< of a refresh only, after those
  bool refresh_repeats_redirect_uri = false;
  /// Of parameters in all requests, where they are not the standard's: `{"client_id", "app_key"}`.
  oauth::Names parameter_names;
  std::string code_parameter = "code";  ///< under which the callback brings the code
  std::string scope_separator = " ";    ///< in the authorization request
  std::string refresh_endpoint;         ///< empty: tokens are refreshed at `token_endpoint`
  oauth::TokenMethod token_method = oauth::TokenMethod::post;
  oauth::TokenResponseFormat token_response;
  oauth::TokenErrorRules token_errors;
  bool revokes_by_access_token = false;  ///< instead of the refresh token, which goes with it

  ApiRetry api_retry;
  std::vector<ApiRateLimit> api_rate_limits;
  std::size_t api_calls_at_once_per_tenant = 0;  ///< 0: the provider sets no limit
  /// How long a call may wait until the limits above let it pass; also `..._RATE_LIMIT_WAIT_MS`.
  Milliseconds api_limit_wait{65'000};

  /// OpenID Connect. An empty `jwks_uri` means plain OAuth: no nonce is sent, an id_token is
  /// ignored.
  std::string issuer;
  std::string jwks_uri;
  std::vector<std::string> id_token_signing_algorithms{"RS256"};
  bool authorization_response_iss_parameter_supported = false;  ///< RFC 9207

  OAuthApp() = default;
};

/// Whether a provider may be called so: the grammar of `OAuthApp::name`.
bool isProviderName(std::string_view name);

/// Refuses facts that contradict themselves or lack something, which would not fail at once, but at
/// somebody's login or first refresh.
/// @throws IntegrationError `settings_invalid` naming the fact.
void checkFacts(const OAuthApp& app);

}  // namespace patchbay
