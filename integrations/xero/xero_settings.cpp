#include "xero_settings.hpp"

#include <cstdint>
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

constexpr std::string_view kWellKnown = "/.well-known/openid-configuration";
constexpr const char* kIssuer = "https://identity.xero.com";
constexpr std::int64_t kCallsPerDay = 5000;  // 1000 on the free Starter tier

/// Where tokens come from, told from the address of the discovery document. The document itself is
/// never fetched: Xero's edge blocks whoever asks for it often, and it holds nothing that is not
/// known here.
std::string issuerFrom(const Settings& settings) {
  const auto document = settings.requireUrl("XERO_CONF_URL", kIssuer + std::string(kWellKnown));
  if (!document.ends_with(kWellKnown)) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           "XERO_CONF_URL does not end in " + std::string(kWellKnown) +
                               "; leave it out, or give the whole address of that document");
  }
  const auto issuer = document.substr(0, document.size() - kWellKnown.size());
  // The same document also stands on the host of the login page, and names the same issuer.
  return issuer == "https://login.xero.com/identity" ? kIssuer : issuer;
}

/// An application of the kind "Mobile or desktop app" proves itself by PKCE and has no secret.
void readClient(const Settings& settings, OAuthApp& app) {
  app.client_id = settings.require("XERO_CLIENT_ID");
  const bool is_public = settings.getFlag("XERO_PUBLIC_CLIENT", false);
  if (!is_public) {
    app.client_authentication = oauth::ClientAuthentication::client_secret_basic;
    app.client_secret = settings.requireSecret("XERO_CLIENT_SECRET");
    // Xero does not say whether it takes PKCE beside a secret; a server that knows it takes it.
    app.uses_pkce = settings.getFlag("XERO_PKCE", true);
    return;
  }
  if (settings.findSecret("XERO_CLIENT_SECRET")) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           "XERO_PUBLIC_CLIENT is on and XERO_CLIENT_SECRET is given; a public "
                           "client has no secret, so remove one of them");
  }
  app.client_authentication = oauth::ClientAuthentication::none;
  app.uses_pkce = true;
}

void readAddresses(const Settings& settings, OAuthApp& app) {
  app.issuer = issuerFrom(settings);
  app.jwks_uri = app.issuer + std::string(kWellKnown) + "/jwks";
  const auto login = app.issuer == kIssuer ? "https://login.xero.com" : app.issuer;
  app.authorization_endpoint =
      settings.requireUrl("XERO_AUTHORIZE_URL", login + "/identity/connect/authorize");
  app.token_endpoint = settings.requireUrl("XERO_REFRESH_URL", app.issuer + "/connect/token");
  app.revocation_endpoint = app.issuer + "/connect/revocation";
  app.api_base_url = settings.requireUrl("XERO_API_BASE_URL", "https://api.xero.com");
}

/// What Xero allows each organisation and the whole application, so that it is not exceeded.
void readLimits(const Settings& settings, OAuthApp& app) {
  using Per = ApiRateLimit::Per;
  const auto per_day = settings.getInteger("XERO_CALLS_PER_DAY", kCallsPerDay, 1, 1'000'000);
  app.api_calls_at_once_per_tenant = 5;
  app.api_rate_limits.emplace_back(Per::tenant, 60, Seconds(60), "X-MinLimit-Remaining");
  app.api_rate_limits.emplace_back(Per::tenant, static_cast<std::size_t>(per_day),
                                   std::chrono::days(1), "X-DayLimit-Remaining");
  app.api_rate_limits.emplace_back(Per::application, 10'000, Seconds(60),
                                   "X-AppMinLimit-Remaining");
}

void readEventSigning(const Settings& settings, OAuthApp& app) {
  app.event_signature.header = "x-xero-signature";
  app.event_signature.encoding = EventSignature::Encoding::base64;
  app.event_signature.key = settings.findSecret("XERO_EVENTS_SIGNING_KEY").value_or(Secret());
}

}  // namespace

OAuthApp readXeroApp(const Settings& settings) {
  OAuthApp app;
  app.name = "Xero";
  app.api_type = ApiType::accounting;
  readClient(settings, app);
  readAddresses(settings, app);
  readLimits(settings, app);
  readEventSigning(settings, app);
  app.tenancy.grant_reaches = TenantCount::many;
  app.scopes = {"openid",
                "profile",
                "email",
                "offline_access",
                "accounting.settings.read",
                "accounting.reports.profitandloss.read",
                "accounting.reports.balancesheet.read"};
  app.required_scopes = {"accounting.settings.read", "accounting.reports.profitandloss.read",
                         "accounting.reports.balancesheet.read"};
  app.requires_refresh_token = true;
  app.rotation.kind = Rotation::Kind::grace;
  app.rotation.grace = std::chrono::minutes(30);
  app.refresh_token_lifetime = std::chrono::hours(60 * 24);
  app.default_expires_in = std::chrono::minutes(30);
  return app;
}

std::string accountingApiPath(const Settings& settings) {
  const auto text = settings.get("XERO_API_URL_SUFFIX", "api.xro/2.0");
  const auto first = text.find_first_not_of('/');
  if (first == std::string::npos) return {};
  return "/" + text.substr(first, text.find_last_not_of('/') - first + 1);
}

}  // namespace patchbay
