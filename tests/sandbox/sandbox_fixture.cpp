#include "tests/sandbox/sandbox_fixture.hpp"

#include <utility>

namespace patchbay::sandbox {

namespace json = boost::json;

SandboxOptions SandboxTest::options() {
  SandboxOptions options;
  options.gusto.any_loopback_redirect = true;
  options.gusto.redirect_uris = {"https://app.example.test/callback?from=gusto"};
  options.gusto.applications.push_back({"other-client", "other-secret"});
  options.xero.any_loopback_redirect = true;
  options.xero.applications = options.gusto.applications;
  return options;
}

json::object SandboxTest::withClient(json::object parameters) {
  parameters["client_id"] = testing::SandboxProcess::kClientId;
  parameters["client_secret"] = testing::SandboxProcess::kClientSecret;
  return parameters;
}

testing::PlainAnswer SandboxTest::token(json::object parameters) {
  return send(testing::postJson("/oauth/token", withClient(std::move(parameters))));
}

testing::PlainAnswer SandboxTest::refresh(const json::object& pair) {
  return token({{"grant_type", "refresh_token"}, {"refresh_token", pair.at("refresh_token")}});
}

testing::PlainAnswer SandboxTest::revoke(json::object parameters) {
  return send(testing::postJson("/oauth/revoke", withClient(std::move(parameters))));
}

std::string SandboxTest::authorize(std::string_view more) {
  return "/oauth/authorize?client_id=sandbox-client&response_type=code&state=xyz&redirect_uri=" +
         std::string(kCallback) + std::string(more);
}

std::string SandboxTest::consent(std::string_view company) {
  const auto answer = get(authorize("&sandbox_company=" + std::string(company)));
  const std::string location = answer.header("Location").value_or("");
  const std::size_t begin = location.find("?code=") + 6;
  return location.substr(begin, location.find('&', begin) - begin);
}

json::object SandboxTest::connect(std::string_view company) {
  const auto answer = token({{"grant_type", "authorization_code"},
                             {"code", consent(company)},
                             {"redirect_uri", kCallback}});
  EXPECT_EQ(answer.status, 200u) << answer.body;
  return answer.json().as_object();
}

std::string SandboxTest::systemToken() {
  return text(token({{"grant_type", "system_access"}}).json().as_object(), "access_token");
}

std::string text(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(member);
  if (value && value->is_string()) return std::string(value->get_string());
  ADD_FAILURE() << "no text member " << member;
  return {};
}

}  // namespace patchbay::sandbox
