#include "host/routes/browser_routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/host/running_host.hpp"

namespace patchbay::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kReturnUrl = "https://app.test/done?from=acme#top";

class BrowserRoutes : public ::testing::Test {
 protected:
  void start(std::map<std::string, std::string> settings = {}) {
    settings["PATCHBAY_RETURN_URLS"] = kReturnUrl;
    host = std::make_unique<RunningHost>(std::move(settings));
    key = host->addKey({});
    host->start();
  }
  http::HttpResponse open(const std::string& path, const std::string& cookie = "") {
    return cookie.empty() ? host->send("GET", path) : host->send("GET", path, {{"Cookie", cookie}});
  }

  std::unique_ptr<RunningHost> host;
  std::string key;
};

TEST_F(BrowserRoutes, ShowAButtonForEachAllowedIntegration) {
  start();
  const auto page = open(host->openSession(key, "shop"));
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(page.body, HasSubstr("Acme"));
  EXPECT_THAT(page.body, HasSubstr("Not connected"));
  EXPECT_EQ(headerOf(page, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(headerOf(page, "Cache-Control"), "no-store");
  EXPECT_THAT(headerOf(page, "Content-Security-Policy"), StartsWith("default-src 'none'"));
}

TEST_F(BrowserRoutes, EndASessionAtItsTime) {
  start();
  const std::string path = host->openSession(key, "shop", R"(,"ttl_seconds":60)");
  EXPECT_EQ(open(path).status, 200U);
  host->clock.advance(Seconds(61));
  const auto page = open(path);
  EXPECT_EQ(page.status, 404U);
  EXPECT_THAT(page.body, HasSubstr("This link does not work"));
}

TEST_F(BrowserRoutes, TieALoginToItsBrowserByACookie) {
  start();
  const auto login = host->beginLogin(host->openSession(key, "shop"));
  EXPECT_THAT(login.set_cookie,
              MatchesRegex("patchbay_login_[A-Za-z0-9_-]+=[A-Za-z0-9_-]{43}; "
                           "Path=/integration/acme/callback; Max-Age=600; HttpOnly; SameSite=Lax"));
}

TEST_F(BrowserRoutes, SendTheCookieOverTlsOnlyWhereThePublicUrlSaysHttps) {
  start({{"PATCHBAY_PUBLIC_URL", "https://connect.test"}});
  const auto login = host->beginLogin(host->openSession(key, "shop"));
  EXPECT_THAT(login.set_cookie, HasSubstr("; Secure"));
}

// O13: one configured redirect URI.
TEST_F(BrowserRoutes, TakeTheRedirectUriFromTheSettingsAndNeverFromTheRequest) {
  start({{"PATCHBAY_PUBLIC_URL", "https://connect.test"}});
  const std::string token = host->openSession(key, "shop").substr(std::string("/connect/").size());
  const auto redirect =
      host->send("GET", "/integration/acme/login?workspace_id=shop&access_token=" + token,
                 {{"X-Forwarded-Host", "evil.test"}});
  EXPECT_THAT(headerOf(redirect, "Location"),
              HasSubstr("redirect_uri=https%3A%2F%2Fconnect.test%2Fintegration%2Facme%2Fcallback"));
}

// O11: what travels in the address is a ticket for this alone.
TEST_F(BrowserRoutes, RefuseALoginForAnotherWorkspaceOrIntegration) {
  start();
  const std::string token = host->openSession(key, "shop").substr(std::string("/connect/").size());
  const auto other = open("/integration/acme/login?workspace_id=bakery&access_token=" + token);
  const auto invented = open("/integration/acme/login?workspace_id=bakery&access_token=nope");
  EXPECT_EQ(other.status, 404U);
  EXPECT_EQ(invented.status, 404U);
  EXPECT_EQ(open("/integration/nope/login?workspace_id=shop&access_token=" + token).status, 404U);
  EXPECT_EQ(open("/integration/acme/login?workspace_id=shop").status, 400U);
  EXPECT_EQ(open("/integration/acme/login?access_token=" + token).status, 400U);
}

TEST_F(BrowserRoutes, ConnectACompany) {
  start();
  const auto page = host->connect(key, "shop");
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(page.body, HasSubstr("Acme is connected"));
  EXPECT_THAT(page.body, HasSubstr("Acme Ltd"));
  EXPECT_THAT(headerOf(page, "Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_THAT(open(host->openSession(key, "shop")).body, HasSubstr("Connected"));
}

TEST_F(BrowserRoutes, AcceptACallbackOnce) {
  start();
  const auto login = host->beginLogin(host->openSession(key, "shop"));
  host->scriptPair("1");
  host->scriptCompany();
  EXPECT_EQ(open(login.callback, login.cookie).status, 200U);
  const auto again = open(login.callback, login.cookie);
  EXPECT_EQ(again.status, 400U);
  EXPECT_THAT(again.body, HasSubstr("please start again"));
}

TEST_F(BrowserRoutes, RefuseACallbackWithoutTheCookie) {
  start();
  const auto login = host->beginLogin(host->openSession(key, "shop"));
  EXPECT_EQ(open(login.callback).status, 400U);
  EXPECT_TRUE(host->acme->requests().empty()) << "no token call";
}

TEST_F(BrowserRoutes, RefuseTheCookieOfAnotherLogin) {
  start();
  const std::string path = host->openSession(key, "shop");
  const auto first = host->beginLogin(path);
  const auto second = host->beginLogin(path);
  EXPECT_EQ(open(first.callback, second.cookie).status, 400U);
  EXPECT_TRUE(host->acme->requests().empty()) << "no token call";
}

// O8: two tabs keep their workspaces.
TEST_F(BrowserRoutes, KeepLoginsInTwoTabsApart) {
  start();
  const std::string path = host->openSession(key, "shop");
  const auto first = host->beginLogin(path);
  const auto second = host->beginLogin(path);
  const std::string jar = first.cookie + "; " + second.cookie;
  host->scriptPair("2");
  host->scriptCompany();
  EXPECT_EQ(open(second.callback, jar).status, 200U);
  host->scriptPair("1");
  host->scriptCompany();
  EXPECT_EQ(open(first.callback, jar).status, 200U);
}

TEST_F(BrowserRoutes, TellARefusalInPlainWords) {
  start();
  const auto login = host->beginLogin(host->openSession(key, "shop"));
  const auto page =
      open("/integration/acme/callback?error=access_denied&state=" + login.state, login.cookie);
  EXPECT_EQ(page.status, 403U);
  EXPECT_THAT(page.body, HasSubstr("You did not give access at Acme."));
}

TEST_F(BrowserRoutes, EscapeAndCutTheProvidersWords) {
  start();
  const auto login = host->beginLogin(host->openSession(key, "shop"));
  const auto page = open(
      "/integration/acme/callback?error=server_error&error_description="
      "%3Cscript%3E" +
          std::string(3'000, 'x') + "&state=" + login.state,
      login.cookie);
  EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
  EXPECT_THAT(page.body, Not(HasSubstr(std::string(257, 'x'))));
}

TEST_F(BrowserRoutes, RefuseARepeatedParameter) {
  start();
  const auto login = host->beginLogin(host->openSession(key, "shop"));
  EXPECT_EQ(open(login.callback + "&code=2", login.cookie).status, 400U);
  EXPECT_EQ(open(login.callback + "&state=" + login.state, login.cookie).status, 400U);
  EXPECT_TRUE(host->acme->requests().empty()) << "no token call";
}

TEST_F(BrowserRoutes, ReturnToTheApplicationThatAskedForIt) {
  start();
  const std::string more = std::string(R"(,"return_url":")") + kReturnUrl + "\"";
  const auto login = host->beginLogin(host->openSession(key, "shop", more));
  host->scriptPair("1");
  host->scriptCompany();
  const auto done = open(login.callback, login.cookie);
  EXPECT_EQ(done.status, 302U);
  EXPECT_EQ(headerOf(done, "Location"),
            "https://app.test/done?from=acme&integration=acme&status=connected#top");
  const auto refused = host->beginLogin(host->openSession(key, "shop", more));
  const auto back =
      open("/integration/acme/callback?error=access_denied&state=" + refused.state, refused.cookie);
  EXPECT_EQ(headerOf(back, "Location"),
            "https://app.test/done?from=acme&integration=acme&status=failed&error=access_denied"
            "#top");
}

TEST_F(BrowserRoutes, LogAFailedLoginUnderTheReferenceThatTheUserSees) {
  start();
  const auto login = host->beginLogin(host->openSession(key, "shop"));
  const auto page = open(login.callback, "");
  EXPECT_EQ(page.status, 400U);
  const std::string reference = headerOf(page, "X-Request-Id");
  EXPECT_THAT(page.body, HasSubstr("Reference: " + reference));
  const std::string log = host->log.text();
  const auto line = log.find("login_failed");
  ASSERT_NE(line, std::string::npos);
  EXPECT_THAT(log.substr(line), AllOf(HasSubstr("another browser"), HasSubstr(reference)));
}

TEST_F(BrowserRoutes, LeaveNoSecretInTheLog) {
  start({{"PATCHBAY_LOG_LEVEL", "debug"}});
  const std::string session = host->openSession(key, "shop");
  const auto login = host->beginLogin(session);
  host->scriptPair("1");
  host->scriptCompany();
  ASSERT_EQ(open(login.callback, login.cookie).status, 200U);
  ASSERT_EQ(host->call(key, "GET", "/v1/workspaces/shop/integrations/acme/token").status, 200U);
  host->clock.advance(Seconds(7'150));
  host->scriptPair("2");
  ASSERT_EQ(host->call(key, "GET", "/v1/workspaces/shop/integrations/acme/token").status, 200U);
  host->clock.advance(Seconds(7'150));
  host->acme->answer(400, R"({"error":"invalid_grant"})");
  ASSERT_EQ(host->call(key, "GET", "/v1/workspaces/shop/integrations/acme/token").status, 424U);
  open(login.callback, login.cookie);
  host->application().stop(Milliseconds(5'000));

  const std::string log = host->log.text();
  ASSERT_THAT(log, HasSubstr("\"event\":\"request\"")) << "the log was written";
  const std::string cookie = login.cookie.substr(login.cookie.find('=') + 1);
  for (const std::string& secret :
       {key.substr(20), session.substr(9), login.state, cookie, std::string("access-1"),
        std::string("access-2"), std::string("refresh-1"), std::string("refresh-2"),
        std::string("secret-1"), std::string("code-1")}) {
    EXPECT_THAT(log, Not(HasSubstr(secret)));
  }
}

TEST(ReturnUrl, TakesParametersBeforeItsFragment) {
  EXPECT_EQ(host::withParameters("https://a.test/x", {{"b", "c d"}}), "https://a.test/x?b=c+d");
  EXPECT_EQ(host::withParameters("https://a.test/x?y=1#z", {{"b", "c"}}),
            "https://a.test/x?y=1&b=c#z");
}

}  // namespace
}  // namespace patchbay::testing
