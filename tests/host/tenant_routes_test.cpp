#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/host/running_host.hpp"

namespace patchbay::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kToken = "/v1/workspaces/shop/integrations/acme/token";
constexpr const char* kTenants = "/v1/workspaces/shop/integrations/acme/tenants";
constexpr const char* kTenant = "/v1/workspaces/shop/integrations/acme/tenant";
constexpr const char* kConnection = "/v1/workspaces/shop/integrations/acme";
constexpr const char* kReturnUrl = "https://app.test/done";

class TenantRoutes : public ::testing::Test {
 protected:
  void start(const std::string& allowed = "many") {
    host = std::make_unique<RunningHost>(std::map<std::string, std::string>{
        {"ACME_TENANTS", allowed}, {"PATCHBAY_RETURN_URLS", kReturnUrl}});
    key = host->addKey({});
    other = host->addKey({.workspaces = {"bakery"}, .operations = {}});
    reader = host->addKey({.workspaces = {}, .operations = {"state"}});
    host->start();
  }

  /// The whole browser's part of a login that reaches `ids`, JSON.
  http::HttpResponse connect(const std::string& ids, const std::string& number = "1",
                             const std::string& session = "") {
    login = host->beginLogin(host->openSession(key, "shop", session));
    host->scriptPair(number);
    host->acme->answer(200, ids);
    return host->send("GET", login.callback, {{"Cookie", login.cookie}});
  }

  http::HttpResponse get(const std::string& path) { return host->call(key, "GET", path); }
  http::HttpResponse put(const std::string& body) { return host->call(key, "PUT", kTenant, body); }

  /// The form of the choice page, filled in.
  http::HttpResponse choose(const http::HttpResponse& page, const std::string& tenant) {
    const std::string form = "choice=" + formField(page, "choice") +
                             "&login=" + formField(page, "login") + "&tenant_id=" + tenant;
    return post(form, login.cookie);
  }
  http::HttpResponse post(const std::string& form, const std::string& cookie) {
    return host->send("POST", "/integration/acme/callback/tenant",
                      {{"Cookie", cookie}, {"Content-Type", "application/x-www-form-urlencoded"}},
                      form);
  }

  static std::string codeOf(const http::HttpResponse& answer) {
    return std::string(bodyOf(answer).at("code").as_string());
  }

  std::unique_ptr<RunningHost> host;
  std::string key;
  std::string other;   ///< sees the workspace bakery only
  std::string reader;  ///< may look only
  RunningHost::Login login;
};

TEST_F(TenantRoutes, ListWhatIsConnected) {
  start();
  EXPECT_EQ(get(kTenants).status, 404U);
  connect(R"(["A","B"])");
  const auto answer = get(kTenants);
  ASSERT_EQ(answer.status, 200U);
  const auto list = bodyOf(answer).as_array();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].at("id").as_string(), "B");
  EXPECT_EQ(list[1].at("name").as_string(), "Name of B");
  EXPECT_EQ(list[1].at("type").as_string(), "company");
  EXPECT_EQ(list[1].at("state").as_string(), "active");
  EXPECT_FALSE(list[1].at("default").as_bool());
}

TEST_F(TenantRoutes, AskForATenantOnlyWhereThereAreSeveral) {
  start();
  connect(R"(["A","B"])");
  const auto several = get(kToken);
  EXPECT_EQ(several.status, 409U);
  EXPECT_EQ(codeOf(several), "conflict");
  EXPECT_EQ(boost::json::serialize(bodyOf(several).at("tenants")), get(kTenants).body);
  EXPECT_EQ(bodyOf(get(std::string(kToken) + "?tenant_id=B")).at("tenant_id").as_string(), "B");
}

TEST_F(TenantRoutes, ChooseTheDefault) {
  start();
  connect(R"(["A","B"])");
  const auto chosen = put(R"({"tenant_id":"B"})");
  ASSERT_EQ(chosen.status, 200U) << chosen.body;
  EXPECT_TRUE(bodyOf(chosen).as_array()[1].at("default").as_bool());
  EXPECT_EQ(bodyOf(get(kToken)).at("tenant_id").as_string(), "B");
  put(R"({"tenant_id":"A"})");
  EXPECT_EQ(bodyOf(get(kToken)).at("tenant_id").as_string(), "A") << "also what was remembered";
}

TEST_F(TenantRoutes, RefuseWhatIsNoChoice) {
  start();
  connect(R"(["A","B"])");
  EXPECT_EQ(put(R"({"tenant_id":"C"})").status, 404U);
  for (const char* body : {"", "[]", "{}", R"({"tenant_id":7})", R"({"tenant_id":""})",
                           R"({"tenant_id":"A","more":1})"}) {
    const auto answer = host->send(
        "PUT", kTenant, {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}},
        body);
    EXPECT_EQ(answer.status, 400U) << body;
  }
}

TEST_F(TenantRoutes, NeedTheOperationAndTheWorkspace) {
  start();
  connect(R"(["A","B"])");
  const std::string body = R"({"tenant_id":"A"})";
  EXPECT_EQ(host->call(reader, "GET", kTenants).status, 200U);
  EXPECT_EQ(host->call(reader, "PUT", kTenant, body).status, 403U);
  EXPECT_EQ(host->call(other, "GET", kTenants).status, 404U);
  EXPECT_EQ(host->call(other, "PUT", kTenant, body).status, 404U);
  EXPECT_EQ(host->send("GET", kTenants).status, 401U);
}

TEST_F(TenantRoutes, DisconnectOneCompany) {
  start();
  connect(R"(["A","B"])");
  host->acme->answer(204, "");
  const auto answer = host->call(key, "DELETE", std::string(kConnection) + "?tenant_id=A");
  EXPECT_EQ(answer.body, R"({"grants":0,"tenants":1,"revoked_at_provider":1})");
  EXPECT_EQ(get(std::string(kToken) + "?tenant_id=A").status, 404U);
  EXPECT_EQ(bodyOf(get(kToken)).at("tenant_id").as_string(), "B");
  EXPECT_EQ(host->call(key, "DELETE", std::string(kConnection) + "?tenant_id=A").status, 404U);
}

TEST_F(TenantRoutes, RefuseASecondCompanyOnAClearPage) {
  start("one");
  EXPECT_EQ(connect(R"(["A"])").status, 200U);
  const auto page = connect(R"(["B"])", "2");
  EXPECT_EQ(page.status, 409U);
  EXPECT_THAT(page.body, HasSubstr("Another company of Acme is connected here already"));
  EXPECT_EQ(bodyOf(get(kToken)).at("access_token").as_string(), "access-1");
}

TEST_F(TenantRoutes, LetTheUserChoose) {
  start("one");
  const auto page = connect(R"(["A","<B>&\""])");
  ASSERT_EQ(page.status, 200U);
  EXPECT_THAT(page.body, HasSubstr("Which company of Acme?"));
  EXPECT_THAT(page.body, AllOf(HasSubstr("Name of &lt;B&gt;&amp;&quot;"), Not(HasSubstr("<B>"))));
  EXPECT_THAT(headerOf(page, "Content-Security-Policy"), HasSubstr("form-action 'self'; "));
  host->acme->answer(200, R"(["A","B"])");
  EXPECT_EQ(get(kToken).status, 409U) << "nothing is connected yet";
  const auto done = choose(page, "A");
  EXPECT_EQ(done.status, 200U);
  EXPECT_THAT(done.body, HasSubstr("Acme is connected"));
  EXPECT_THAT(headerOf(done, "Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(bodyOf(get(kToken)).at("tenant_id").as_string(), "A");
}

TEST_F(TenantRoutes, GoBackToTheApplicationAfterTheChoice) {
  start("one");
  const auto page =
      connect(R"(["A","B"])", "1", std::string(R"(,"return_url":")") + kReturnUrl + "\"");
  EXPECT_THAT(headerOf(page, "Content-Security-Policy"),
              HasSubstr("form-action 'self' https://app.test;"));
  const auto done = choose(page, "A");
  EXPECT_EQ(done.status, 302U);
  EXPECT_EQ(headerOf(done, "Location"),
            std::string(kReturnUrl) + "?integration=acme&status=connected");
}

TEST_F(TenantRoutes, TakeAChoiceOnce) {
  start("one");
  const auto page = connect(R"(["A","B"])");
  EXPECT_EQ(choose(page, "A").status, 200U);
  EXPECT_EQ(choose(page, "B").status, 400U);
  EXPECT_EQ(bodyOf(get(kToken)).at("tenant_id").as_string(), "A");
}

TEST_F(TenantRoutes, RefuseAForgedForm) {
  start("one");
  const auto page = connect(R"(["A","B"])");
  const std::string ours = "login=" + formField(page, "login") + "&tenant_id=A&choice=";
  const std::string choice = formField(page, "choice");
  for (const std::string& form :
       {std::string(), ours, ours + "guessed", ours + choice + "&choice=" + choice,
        "tenant_id=A&choice=" + choice, ours + "%", ours + std::string(9'000, 'x')}) {
    EXPECT_EQ(post(form, login.cookie).status, 400U) << form.substr(0, 100);
  }
  EXPECT_EQ(host->send("POST", "/integration/acme/callback/tenant",
                       {{"Cookie", login.cookie}, {"Content-Type", "text/plain"}}, ours + choice)
                .status,
            400U);
  EXPECT_EQ(choose(page, "A").status, 200U) << "none of them spent the choice";
}

TEST_F(TenantRoutes, RefuseAFormWithoutTheCookieOfItsLogin) {
  start("one");
  const auto page = connect(R"(["A","B"])");
  const std::string form =
      "choice=" + formField(page, "choice") + "&login=" + formField(page, "login") + "&tenant_id=A";
  EXPECT_EQ(post(form, "patchbay_login_other=x").status, 400U);
  EXPECT_EQ(choose(page, "A").status, 400U) << "and it is spent";
  EXPECT_EQ(get(kToken).status, 404U);
}

TEST_F(TenantRoutes, RefuseATenantThatWasNotOffered) {
  start("one");
  EXPECT_EQ(choose(connect(R"(["A","B"])"), "C").status, 400U);
  EXPECT_EQ(get(kToken).status, 404U);
}

}  // namespace
}  // namespace patchbay::testing
