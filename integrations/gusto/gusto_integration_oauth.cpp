#include "gusto_integration_oauth.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string_view>
#include <utility>

#include "core/plugin/plugin_abi.hpp"
#include "gusto_adapter.hpp"
#include "gusto_api_version.hpp"
#include "gusto_environment.hpp"
#include "gusto_events.hpp"
#include "gusto_json.hpp"
#include "gusto_token_info.hpp"

namespace patchbay {
namespace {

// 60 seconds, counted per grant; the answers' headers say what is left of it.
constexpr std::size_t kCallsAMinute = 200;

std::string readApiVersion(const Settings& settings) {
  const std::string version = settings.get("GUSTO_API_VERSION", kGustoApiVersion);
  if (parseDay(version)) return version;
  throw IntegrationError(ErrorCode::settings_invalid, "GUSTO_API_VERSION must be a date such as " +
                                                          std::string(kGustoApiVersion));
}

bool readDisconnectsCompany(const Settings& settings) {
  const std::string what = settings.get("GUSTO_DISCONNECT", "token");
  if (what == "token" || what == "company") return what == "company";
  throw IntegrationError(ErrorCode::settings_invalid,
                         "GUSTO_DISCONNECT must be `token` (what this workspace holds) or "
                         "`company` (all access of the application to the company)");
}

std::string companyPath(const std::string& company_uuid) { return "/v1/companies/" + company_uuid; }

/// Whether an error of this category is among those of an answer.
bool namesCategory(const http::HttpResponse& response, std::string_view category) {
  boost::system::error_code unreadable;
  const auto answer = boost::json::parse(response.body, unreadable);
  const auto* const object = unreadable ? nullptr : answer.if_object();
  if (object == nullptr) return false;
  for (const auto& error : gusto::listMember(*object, "errors")) {
    const auto* const one = error.if_object();
    if (one != nullptr && gusto::textMember(*one, "category") == category) return true;
  }
  return false;
}

/// A call that concerns the company itself: there, 404 is about the company, not about a part.
bool isAboutCompany(std::string_view path) {
  constexpr std::string_view kCompanies = "/v1/companies/";
  if (!path.starts_with(kCompanies)) return false;
  path = path.substr(0, path.find('?'));
  path.remove_prefix(kCompanies.size());
  const auto slash = path.find('/');
  return slash == std::string_view::npos || path.substr(slash) == "/employees";
}

}  // namespace

OAuthApp GustoIntegrationOAuth::registerOAuthApp(const Settings& settings) {
  const GustoAddresses addresses = readGustoAddresses(settings);
  api_version_ = readApiVersion(settings);
  disconnects_company_ = readDisconnectsCompany(settings);
  gustoHours(settings);  // refuses now what would fail at the first request for data
  const auto warning = warnOfGustoApiVersion(api_version_, dayOf(context().clock.now()));
  if (!warning.empty()) {
    context().log.warning("gusto_api_version", {{"integration", "gusto"}, {"detail", warning}});
  }
  OAuthApp app;
  app.name = "Gusto";
  app.api_type = GustoAdapter::kApiType;
  app.client_id = settings.require("GUSTO_CLIENT_ID");
  app.client_secret = settings.requireSecret("GUSTO_CLIENT_SECRET");
  app.client_authentication = oauth::ClientAuthentication::client_secret_post;
  app.body_encoding = oauth::BodyEncoding::json;
  app.api_base_url = addresses.api_base_url;
  app.authorization_endpoint = addresses.authorize_url;
  app.token_endpoint = addresses.token_url;
  app.revocation_endpoint = addresses.revoke_url;
  // None are asked for: Gusto attaches them to the application when it reviews it.
  app.required_scopes = {"companies:read", "employees:read", "compensations:read"};
  // Gusto does not mention PKCE. A server that does not know the parameters ignores them
  // (RFC 6749 section 3.1), and one that does is the safer for it.
  app.uses_pkce = true;
  // The old refresh token dies at the first use of the new access token.
  app.rotation.kind = Rotation::Kind::until_first_use;
  app.requires_refresh_token = true;
  // Older texts of Gusto require it, newer ones ignore it.
  app.refresh_repeats_redirect_uri = true;
  app.revokes_by_access_token = true;
  app.default_expires_in = Seconds(7200);
  app.extra_headers.emplace_back("X-Gusto-API-Version", api_version_);
  app.api_rate_limits.emplace_back(ApiRateLimit::Per::grant, kCallsAMinute, Seconds(60),
                                   "X-RateLimit-Remaining", "X-RateLimit-Reset");
  app.event_signature.header = "x-gusto-signature";
  app.event_signature.encoding = EventSignature::Encoding::hex;
  app.event_signature.key =
      settings.findSecret("GUSTO_EVENTS_VERIFICATION_TOKEN").value_or(Secret());
  return app;
}

IntegrationAccessToken GustoIntegrationOAuth::processRefreshResponse(
    const http::HttpResponse& response, const std::string& requested_scope) {
  auto token = IntegrationOAuth::processRefreshResponse(response, requested_scope);
  // Not what Gusto documents. At a refresh the base keeps the old one, which works on unless Gusto
  // takes the first use of this access token for a rotation: then only a reconnect helps.
  if (token.refresh_token.empty()) {
    context().log.warning("refresh_token_missing", {{"integration", integrationName()}});
  }
  return token;
}

awaitable<std::vector<Tenant>> GustoIntegrationOAuth::discoverTenants(IntegrationAccess access) {
  std::vector<Tenant> company;
  auto answer = co_await getJson(access, "/v1/token_info");
  const auto info = readTokenInfo(answer);
  std::string name;
  if (info.may_read_company) {
    name = co_await findCompanyName(std::move(access), info.company_uuid);
  }
  company.emplace_back(info.company_uuid, std::move(name), "company");
  co_return company;
}

awaitable<std::string> GustoIntegrationOAuth::findCompanyName(IntegrationAccess access,
                                                              std::string company_uuid) {
  std::string reason;
  try {
    auto path = companyPath(company_uuid);
    auto company = co_await getJson(std::move(access), std::move(path));
    co_return readCompanyName(company);
  } catch (const IntegrationError& error) {
    reason = error.what();
  }
  context().log.warning("company_name_unknown",
                        {{"integration", integrationName()}, {"detail", reason}});
  co_return std::string();
}

awaitable<IntegrationAccess> GustoIntegrationOAuth::requestSystemAccess() {
  oauth::Parameters parameters;
  parameters.emplace_back("grant_type", "system_access");
  auto response = co_await requestToken(std::move(parameters));
  IntegrationAccess system;
  system.integration = integrationName();
  system.grant_id = "system";  // its calls are counted apart
  system.token = IntegrationOAuth::processRefreshResponse(response, "");
  co_return system;
}

awaitable<bool> GustoIntegrationOAuth::disconnectCompany(std::string company_uuid) {
  auto system = co_await requestSystemAccess();
  ApiRequest request("POST", companyPath(company_uuid) + "/disconnect_app_integration");
  auto response = co_await callApi(std::move(system), std::move(request));
  // 404: it was not connected any more.
  co_return response.status == 204 || response.status == 200 || response.status == 404;
}

awaitable<bool> GustoIntegrationOAuth::revokeToken(IntegrationAccess access) {
  if (disconnects_company_ && !access.tenants.empty()) {
    const bool is_removed = co_await disconnectCompany(access.tenants.front().id);
    co_return is_removed;
  }
  const bool is_gone = co_await IntegrationOAuth::revokeToken(std::move(access));
  co_return is_gone;
}

std::vector<ProviderEvent> GustoIntegrationOAuth::readEvents(const std::string& body,
                                                             TimePoint received_at) const {
  return readGustoEvents(body, received_at);
}

Secret GustoIntegrationOAuth::readEventHandshake(const std::string& body) const {
  return readGustoVerificationToken(body);
}

std::unique_ptr<FetchAdapter> GustoIntegrationOAuth::makeFetchAdapter() {
  return std::make_unique<GustoAdapter>(api(), gustoHours(context().settings));
}

ApiVerdict GustoIntegrationOAuth::judgeApiAnswer(const http::HttpResponse& response,
                                                 const ApiRequest& request) const {
  const bool is_hidden = response.status == 403 || response.status == 404;
  if (!is_hidden) return standardVerdict(response);
  if (namesCategory(response, "missing_permissions")) return ApiVerdict::insufficient_scope;
  return isAboutCompany(request.path) ? ApiVerdict::tenant_lost : standardVerdict(response);
}

IntegrationError GustoIntegrationOAuth::apiErrorOf(const http::HttpResponse& response) const {
  if (response.status != 406) return IntegrationOAuth::apiErrorOf(response);
  context().log.error("gusto_api_version_refused",
                      {{"integration", integrationName()}, {"version", api_version_}});
  return IntegrationError(ErrorCode::provider_configuration,
                          "Gusto no longer answers version " + api_version_ +
                              " of its API; set GUSTO_API_VERSION to one that it supports");
}

// 403 and 404 are also how Gusto says that a permission is missing; the token tells which it is.
awaitable<bool> GustoIntegrationOAuth::confirmTenantLost(IntegrationAccess access,
                                                         std::string tenant_id) {
  auto answer = co_await getJson(std::move(access), "/v1/token_info");
  bool reaches_it = false;
  try {
    reaches_it = readTokenInfo(answer).company_uuid == tenant_id;
  } catch (const IntegrationError& error) {
    if (error.code() != ErrorCode::access_denied) throw;  // a token without any company
  }
  co_return !reaches_it;
}

}  // namespace patchbay

PATCHBAY_PLUGIN("Gusto", patchbay::GustoIntegrationOAuth);
