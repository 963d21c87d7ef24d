#include "tests/support/integration_fixture.hpp"

namespace patchbay::testing {

IntegrationFixture::IntegrationFixture(Settings settings)
    : settings_(std::move(settings)), context_{http,      store,
                                               refresh_,  memory_,
                                               clock,     log_,
                                               settings_, "https://patchbay.example.test",
                                               {}} {}

CallbackResult IntegrationFixture::connect(IntegrationOAuth& integration, std::string workspace_id,
                                           std::string code) {
  auto login = run(integration.oauthLogin(LoginRequest(std::move(workspace_id), "")));
  oauth::Parameters query;
  query.emplace_back("code", std::move(code));
  query.emplace_back("state", queryParameter(login.location, "state"));
  return run(integration.oauthCallback(
      CallbackRequest(std::move(query), std::move(login.browser_binding))));
}

IntegrationAccess IntegrationFixture::access(IntegrationOAuth& integration,
                                             std::string workspace_id) {
  return run(
      integration.getIntegrationAccess(AccessRequest(std::move(workspace_id), "", Seconds(60))));
}

std::string queryParameter(const std::string& url, std::string_view name) {
  const auto question_mark = url.find('?');
  if (question_mark == std::string::npos) return {};
  const auto parameters = http::parseForm(std::string_view(url).substr(question_mark + 1));
  if (!parameters) return {};
  for (const auto& [key, value] : *parameters) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace patchbay::testing
