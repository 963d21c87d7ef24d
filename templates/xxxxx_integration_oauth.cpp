#include "xxxxx_integration_oauth.hpp"

// @if adapter
#include <utility>

// @end
#include "core/plugin/plugin_abi.hpp"
// @if adapter
#include "xxxxx_adapter.hpp"
// @end

namespace patchbay {

OAuthApp XxXxXIntegrationOAuth::registerOAuthApp(const Settings& settings) {
  OAuthApp app;
  app.name = "XxXxX";
  app.client_id = settings.require("XXXXX_CLIENT_ID");
  app.client_secret = settings.requireSecret("XXXXX_CLIENT_SECRET");
  // @facts app
  app.api_type = XxXxXAdapter::kApiType;
  app.api_base_url = settings.requireUrl("XXXXX_API_BASE_URL", "https://api.xxxxx.example");
  app.authorization_endpoint =
      settings.requireUrl("XXXXX_AUTHORIZE_URL", app.api_base_url + "/oauth/authorize");
  app.token_endpoint = settings.requireUrl("XXXXX_REFRESH_URL", app.api_base_url + "/oauth/token");
  app.revocation_endpoint = app.api_base_url + "/oauth/revoke";
  app.client_authentication = oauth::ClientAuthentication::client_secret_basic;
  app.uses_pkce = true;
  app.rotation.kind = Rotation::Kind::strict;
  // @end
  app.has_tenants = false;  // a grant is one account; else see `discoverTenants`

  // The rest is taken to be as the RFCs have it. Where XxXxX differs, that is a fact each: take the
  // slashes away and state its own. `core/oauth_app.hpp` tells more of every one.
  //
  // Asking for consent, and what comes back:
  //   app.authorization_parameters = {{"prompt", "consent"}}; // sent besides; "" takes one away
  //   app.scope_separator = ",";                              // between scopes
  //   app.code_parameter = "auth_code";                       // what the callback calls the code
  // Asking for tokens, by a code or a refresh token:
  //   app.token_method = oauth::TokenMethod::get;             // by GET, with all in the URL
  //   app.token_parameters = {{"audience", "api"}};           // sent besides, with both
  //   app.refresh_parameters = {{"hint", "x"}};               // sent besides, with a refresh
  //   app.parameter_names = {{"client_id", "app_key"}};       // what it calls a parameter
  //   app.refresh_endpoint = "https://...";                   // refreshes go to another URL
  // Reading the answer:
  //   app.token_response.path = "/data";                      // the object that holds the token
  //   app.token_response.names = {{"expires_in", "expires"}}; // what it calls a member
  //   app.token_response.expiry = oauth::ExpiryForm::date;    // it gives no lifetime in seconds
  //   app.default_expires_in = Seconds(7200);                 // it states none, and means this
  //   app.token_errors.path = "/code";                        // where its own error code stands
  //   app.token_errors.codes = {{"4711", oauth::OutcomeClass::permanent}};  // what one means
  // Ending a grant, and asking whether it lives:
  //   app.revocation_endpoint = "https://...";                // RFC 7009; empty: it has none
  //   app.revokes_by_access_token = true;                     // the refresh token goes with it
  //   app.introspection_endpoint = "https://...";             // RFC 7662
  //   app.refresh_token_lifetime = std::chrono::days(60);     // when it is not used for so long
  // All else:
  //   app.required_scopes = {"read"};                         // missing ones are reported
  //   app.extra_headers.emplace_back("X-Version", "2026-01"); // with every call
  //   app.api_rate_limits.emplace_back(ApiRateLimit::Per::grant, 100, Seconds(60));  // a minute
  //   app.event_signature.header = "x-signature";             // it sends events, signed in there
  return app;
}

// @if adapter
std::unique_ptr<FetchAdapter> XxXxXIntegrationOAuth::makeFetchAdapter() {
  return std::make_unique<XxXxXAdapter>([this](IntegrationAccess access, std::string path) {
    return getJson(std::move(access), std::move(path));
  });
}

// @end
}  // namespace patchbay

PATCHBAY_PLUGIN("XxXxX", patchbay::XxXxXIntegrationOAuth);
