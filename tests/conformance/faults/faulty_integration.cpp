#include "tests/conformance/faults/faulty_integration.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <utility>

namespace patchbay::conformance {
namespace {

void stateOpenId(OAuthApp& app) {
  app.client_authentication = oauth::ClientAuthentication::client_secret_post;
  app.scopes = {"openid", "offline_access", "read"};
  app.rotation.kind = Rotation::Kind::grace;
  app.rotation.grace = Seconds(1800);
  app.issuer = "https://sound.test";
  app.jwks_uri = "https://sound.test/jwks";
  app.id_token_signing_algorithms = {"ES256"};  // an RSA key takes seconds to make
  app.authorization_response_iss_parameter_supported = true;
  app.requires_refresh_token = true;
}

void stateJson(OAuthApp& app) {
  app.client_authentication = oauth::ClientAuthentication::client_secret_post;
  app.body_encoding = oauth::BodyEncoding::json;
  app.scopes.clear();
  app.extra_headers.emplace_back("X-Sound-Version", "2026-01-01");
  app.rotation.kind = Rotation::Kind::until_first_use;
  app.tenancy.grant_reaches = TenantCount::one;
}

void stateOpen(OAuthApp& app) {
  app.client_secret = Secret();
  app.client_authentication = oauth::ClientAuthentication::none;
  app.has_tenants = false;
  app.rotation.kind = Rotation::Kind::none;
  app.revocation_endpoint.clear();
  app.event_signature = EventSignature();
}

void stateOddities(OAuthApp& app) {
  app.client_authentication = oauth::ClientAuthentication::client_secret_post;
  app.authorization_parameters = {{"access_type", "offline"}, {"response_type", "grant_code"}};
  app.token_parameters = {{"audience", "api"}};
  app.refresh_parameters = {{"grant_type", "renewal"}};
  app.refresh_repeats_redirect_uri = true;
  app.parameter_names = {{"client_id", "app_key"}, {"refresh_token", "renewal_key"}};
  app.code_parameter = "auth_code";
  app.scope_separator = ",";
  app.refresh_endpoint = "https://sound.test/renew";
  app.token_response.path = "/data/token";
  app.token_response.names = {{"access_token", "key"}, {"token_type", ""}, {"scope", "rights"}};
  app.token_response.expiry = oauth::ExpiryForm::milliseconds;
  app.token_response.scope_separator = "|";
  app.revokes_by_access_token = true;
}

void stateGet(OAuthApp& app) {
  app.token_method = oauth::TokenMethod::get;
  app.token_response.expiry = oauth::ExpiryForm::date;
  app.token_response.names = {{"expires_in", "expires_at"}};
}

}  // namespace

/// Stands between the base and the kit's provider.
class FaultyIntegration::Http final : public http::HttpClient {
 public:
  Http(http::HttpClient& inner, const Fault& fault) : inner_(inner), fault_(fault) {}

  awaitable<http::HttpResponse> send(http::HttpRequest request) override {
    if (fault_.request) fault_.request(request);
    const bool is_refresh = request.purpose == http::RequestPurpose::refresh;
    const bool is_code = request.purpose == http::RequestPurpose::connect;
    const bool insists = (is_code && fault_.repeats_lost) || (is_refresh && fault_.sends_twice);
    bool is_lost = false;
    http::HttpResponse response(0, {}, "");
    try {
      response = co_await inner_.send(request);
    } catch (const http::TransportError&) {
      if (!insists) throw;
      is_lost = true;
    }
    if (is_lost) response = co_await inner_.send(request);
    if (is_refresh && fault_.sends_twice) co_await inner_.send(request);
    const bool is_redirect = response.status == 307 && fault_.follows_redirects;
    if (is_redirect) {
      request.url = std::string(response.headers.find("Location").value_or(""));
      response = co_await inner_.send(request);
    }
    if (fault_.response) fault_.response(request, response);
    co_return response;
  }

 private:
  http::HttpClient& inner_;
  const Fault& fault_;
};

struct FaultyIntegration::Between {
  Between(const IntegrationContext& outer, const Fault& wrong,
          std::unique_ptr<IntegrationStore> own_store)
      : fault(wrong),
        http(outer.http, fault),
        store(std::move(own_store)),
        context{http,
                store ? *store : outer.store,
                outer.refresh,
                outer.memory,
                outer.clock,
                outer.log,
                outer.settings,
                outer.public_url,
                outer.return_urls} {}

  const Fault fault;
  Http http;
  std::unique_ptr<IntegrationStore> store;
  IntegrationContext context;
};

FaultyIntegration::FaultyIntegration(const IntegrationContext& context, const Fault& fault)
    : FaultyIntegration(context, fault, nullptr) {}

FaultyIntegration::FaultyIntegration(const IntegrationContext& context, const Fault& fault,
                                     std::unique_ptr<IntegrationStore> store)
    : FaultyIntegration(std::make_shared<Between>(context, fault, std::move(store)), fault) {}

FaultyIntegration::FaultyIntegration(std::shared_ptr<Between> between, const Fault& fault)
    : IntegrationOAuth(between->context), between_(std::move(between)), fault_(fault) {}

FaultyIntegration::~FaultyIntegration() = default;

OAuthApp FaultyIntegration::registerOAuthApp(const Settings& settings) {
  OAuthApp app;
  app.name = "Sound";
  app.client_id = settings.require("SOUND_CLIENT_ID");
  app.client_secret = settings.requireSecret("SOUND_CLIENT_SECRET");
  app.authorization_endpoint = "https://sound.test/authorize";
  app.token_endpoint = "https://sound.test/token";
  app.revocation_endpoint = "https://sound.test/revoke";
  app.api_base_url = "https://sound.test/api";
  app.scopes = {"read", "pay"};
  app.required_scopes = {"read"};
  app.tenancy.grant_reaches = TenantCount::many;
  app.event_signature.header = "x-sound-signature";
  app.event_signature.key = Secret("kit-event-key");
  if (fault_.kind == Kind::openid) stateOpenId(app);
  if (fault_.kind == Kind::json) stateJson(app);
  if (fault_.kind == Kind::open) stateOpen(app);
  if (fault_.kind == Kind::odd) stateOddities(app);
  if (fault_.kind == Kind::get) stateGet(app);
  if (fault_.facts) fault_.facts(app);
  return app;
}

void FaultyIntegration::adjustAuthorizationParameters(oauth::Parameters& parameters) const {
  if (fault_.authorization) fault_.authorization(parameters);
}

IntegrationAccessToken FaultyIntegration::processRefreshResponse(
    const http::HttpResponse& response, const std::string& requested_scope) {
  auto token = IntegrationOAuth::processRefreshResponse(response, requested_scope);
  if (fault_.token) fault_.token(token);
  return token;
}

awaitable<IntegrationAccessToken> FaultyIntegration::performTokenRefresh(IntegrationAccess access) {
  std::optional<IntegrationAccessToken> token;
  try {
    token = co_await IntegrationOAuth::performTokenRefresh(access);
  } catch (const RefreshFailed& error) {
    if (!fault_.failure) throw;
    fault_.failure(error, access, token);
    if (!token) throw;
  }
  co_return std::move(*token);
}

awaitable<std::vector<Tenant>> FaultyIntegration::discoverTenants(IntegrationAccess access) {
  std::vector<Tenant> tenants;
  const auto companies = co_await getJson(std::move(access), "/companies");
  if (!companies.is_array()) {
    throw IntegrationError(ErrorCode::malformed_answer, "Sound did not list its companies");
  }
  for (const auto& company : companies.get_array()) {
    const auto* const object = company.if_object();
    const auto* const id = object != nullptr ? object->if_contains("id") : nullptr;
    if (id == nullptr || !id->is_string()) {
      throw IntegrationError(ErrorCode::malformed_answer, "Sound listed a company without id");
    }
    tenants.emplace_back(std::string(id->get_string()), "Larch Ltd");
  }
  co_return tenants;
}

std::vector<ProviderEvent> FaultyIntegration::readEvents(const std::string&, TimePoint) const {
  return {};
}

RecordedAnswers soundAnswers() {
  return RecordedAnswers::parse(R"({"tenants": {
    "one": {"ids": ["c-1"], "answers": [{"path": "/companies", "body": [{"id": "c-1"}]}]},
    "several": {"ids": ["c-1", "c-2"],
                "answers": [{"path": "/companies", "body": [{"id": "c-1"}, {"id": "c-2"}]}]},
    "none": {"answers": [{"path": "/companies", "body": []}]}}})",
                                "soundAnswers");
}

}  // namespace patchbay::conformance
