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

  // The rest is as the RFCs have it. What a provider does differently is a fact each:
  //   app.authorization_parameters = {{"access_type", "offline"}};  // asked for with the consent
  //   app.token_parameters = {{"audience", "api"}};           // in exchange and refresh
  //   app.refresh_parameters = {{"hint", "x"}};               // in the refresh alone
  //   app.parameter_names = {{"client_id", "app_key"}};       // its names of parameters
  //   app.scope_separator = ",";                              // between the scopes asked for
  //   app.code_parameter = "auth_code";                       // what the callback calls the code
  //   app.token_method = oauth::TokenMethod::get;             // tokens are asked for by GET
  //   app.refresh_endpoint = "https://...";                   // another URL for the refresh
  //   app.token_response.path = "/data";                      // where the answer holds the token
  //   app.token_response.names = {{"expires_in", "expires"}}; // its names of members
  //   app.token_response.expiry = oauth::ExpiryForm::date;    // not a lifetime in seconds
  //   app.default_expires_in = Seconds(7200);                 // when an answer states no expiry
  //   app.token_errors.path = "/code";                        // where its own error codes stand
  //   app.token_errors.codes = {{"4711", oauth::OutcomeClass::permanent}};  // what they mean
  //   app.introspection_endpoint = "https://...";             // tells whether a token lives
  //   app.revocation_endpoint = "";                           // there is nothing to revoke with
  //   app.revokes_by_access_token = true;                     // the refresh token goes with it
  //   app.required_scopes = {"read"};                         // missing ones are reported
  //   app.refresh_token_lifetime = std::chrono::days(60);     // when not used for so long
  //   app.extra_headers.emplace_back("X-Version", "2026-01"); // with every call
  //   app.event_signature.header = "x-signature";             // it tells things by itself
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
