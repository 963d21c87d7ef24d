#pragma once

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/integration_oauth.hpp"
#include "core/oauth/strict_json.hpp"
#include "tests/core/integration/acme_adapter.hpp"
#include "tests/support/integration_fixture.hpp"

namespace patchbay::testing {

/// A plain provider for tests of the base: one company a grant, found by GET /company. A list of
/// ids there stands for several. Its events are a list of `[id, effect, tenant, seconds]`.
class AcmeIntegration final : public IntegrationOAuth {
 public:
  using Change = std::function<void(OAuthApp&)>;

  explicit AcmeIntegration(const IntegrationContext& context, Change change = nullptr)
      : IntegrationOAuth(context), change_(std::move(change)) {
    setup();
  }

  // Offered to providers only; the tests call them as one.
  using IntegrationOAuth::callApi;
  using IntegrationOAuth::fetchServerMetadata;
  using IntegrationOAuth::introspectToken;
  using IntegrationOAuth::reportTenantLost;

  std::unique_ptr<FetchAdapter> makeFetchAdapter() override {
    return std::make_unique<AcmeAdapter>(app().api_type,
                                         [this](IntegrationAccess access, std::string path) {
                                           return getJson(std::move(access), std::move(path));
                                         });
  }

 private:
  OAuthApp registerOAuthApp(const Settings& settings) override {
    OAuthApp app;
    app.name = "Acme";
    app.client_id = "client-1";
    app.client_secret = Secret("secret-1");
    app.client_authentication = oauth::ClientAuthentication::client_secret_post;
    app.authorization_endpoint = "https://acme.test/authorize";
    app.token_endpoint = "https://acme.test/token";
    app.revocation_endpoint = "https://acme.test/revoke";
    app.api_base_url = "https://acme.test/api";
    app.scopes = {"read", "pay:read"};
    app.required_scopes = {"read"};
    app.event_signature.header = "x-acme-signature";
    app.event_signature.key = settings.findSecret("ACME_EVENTS_KEY").value_or(Secret());
    if (change_) change_(app);
    return app;
  }

  // Also at a refresh, where the connect could not ask.
  awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access) override {
    const bool is_connect = access.generation == 0;
    auto stored = co_await IntegrationOAuth::storeOAuthToken(std::move(access));
    if (is_connect || !stored || !stored->tenants.empty()) co_return stored;
    auto complete = co_await completeTenants(*stored);
    co_return complete;
  }

  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    const auto company = co_await getJson(std::move(access), "/company");
    std::vector<Tenant> tenants;
    if (company.is_object()) {
      tenants.emplace_back(std::string(company.at("id").as_string()), "Acme Ltd");
    } else if (company.is_array()) {
      for (const auto& id : company.as_array()) {
        const std::string name(id.as_string());
        tenants.emplace_back(name, "Name of " + name, "company", "connection-" + name);
      }
    }
    co_return tenants;
  }

  awaitable<bool> removeTenantAtProvider(IntegrationAccess access, Tenant tenant) override {
    http::HttpRequest request("DELETE", "https://acme.test/api/" + tenant.connection_id);
    request.headers.add("Authorization", "Bearer " + access.token.access_token.reveal());
    const auto response = co_await context().http.send(std::move(request));
    co_return response.status == 204;
  }

  std::vector<ProviderEvent> readEvents(const std::string& body, TimePoint) const override {
    const auto list = oauth::parseStrictJson(body);
    std::vector<ProviderEvent> events;
    if (!list.is_array()) throw IntegrationError(ErrorCode::malformed_answer, "no list of events");
    for (const auto& entry : list.as_array()) {
      events.emplace_back(std::string(entry.at(0).as_string()),
                          parseEventEffect(std::string(entry.at(1).as_string())),
                          std::string(entry.at(2).as_string()),
                          fromEpochSeconds(entry.at(3).as_int64()));
    }
    return events;
  }

  Secret readEventHandshake(const std::string& body) const override {
    return body.starts_with("key=") ? Secret(body.substr(4)) : Secret();
  }

  Change change_;
};

/// A workspace "shop" and Acme, whose answers the test scripts.
class AcmeTest : public ::testing::Test {
 protected:
  static std::string pair(const std::string& number, const std::string& more = "") {
    return R"({"access_token":"access-)" + number + R"(","refresh_token":"refresh-)" + number +
           R"(","token_type":"bearer","expires_in":7200)" + more + "}";
  }

  void answerPair(const std::string& number) { host.http.answer(200, pair(number)); }
  void answerCompany(const std::string& id = "company-1") {
    host.http.answer(200, R"({"id":")" + id + R"("})");
  }

  CallbackResult connect(const std::string& number = "1",
                         const std::string& company = "company-1") {
    answerPair(number);
    answerCompany(company);
    return host.connect(acme, "shop");
  }

  LoginRedirect login() { return host.run(acme.oauthLogin(LoginRequest("shop", ""))); }

  CallbackResult callback(oauth::Parameters query, Secret cookie) {
    return host.run(acme.oauthCallback(CallbackRequest(std::move(query), std::move(cookie))));
  }

  static oauth::Parameters codeAndState(const LoginRedirect& login) {
    return {{"code", "code-1"}, {"state", queryParameter(login.location, "state")}};
  }

  ErrorCode refusalOfAccess(Seconds min_ttl = Seconds(60), std::string tenant_id = "") {
    try {
      host.run(acme.getIntegrationAccess(AccessRequest("shop", std::move(tenant_id), min_ttl)));
    } catch (const IntegrationError& error) {
      return error.code();
    }
    ADD_FAILURE() << "the access was given";
    return ErrorCode::internal;
  }

  std::string accessToken() { return host.access(acme, "shop").token.access_token.reveal(); }

  IntegrationFixture host{{}};
  AcmeIntegration acme{host.context()};
};

}  // namespace patchbay::testing
