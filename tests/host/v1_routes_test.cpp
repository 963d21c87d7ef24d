#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <future>
#include <mutex>

#include "host/api_keys.hpp"
#include "tests/host/running_host.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kToken = "/v1/workspaces/shop/integrations/acme/token";
constexpr const char* kState = "/v1/workspaces/shop/integrations";
constexpr const char* kConnection = "/v1/workspaces/shop/integrations/acme";

class V1Routes : public ::testing::Test {
 protected:
  V1Routes() {
    all = host.addKey({});
    other = host.addKey({.workspaces = {"bakery"}, .operations = {}});
  }
  void start() { host.start(); }

  http::HttpResponse get(const std::string& key, const std::string& path) {
    return host.call(key, "GET", path);
  }
  static std::string codeOf(const http::HttpResponse& answer) {
    return std::string(bodyOf(answer).at("code").as_string());
  }
  /// A problem document without what differs from request to request.
  static std::string shapeOf(const http::HttpResponse& answer) {
    auto body = bodyOf(answer).as_object();
    body.erase("request_id");
    return std::to_string(answer.status) + boost::json::serialize(body);
  }

  RunningHost host;
  std::string all;
  std::string other;  ///< sees the workspace bakery only
};

TEST_F(V1Routes, NeedAnApiKey) {
  start();
  for (const char* authorization : {"", "Bearer", "Bearer pb_x", "Basic YTpi"}) {
    const auto answer = host.send("GET", "/v1/integrations", {{"Authorization", authorization}});
    EXPECT_EQ(answer.status, 401U) << authorization;
    EXPECT_EQ(headerOf(answer, "Content-Type"), "application/problem+json");
    EXPECT_EQ(headerOf(answer, "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(headerOf(answer, "Cache-Control"), "no-store");
  }
}

TEST_F(V1Routes, ListWhatCanBeConnected) {
  start();
  const auto answer = get(all, "/v1/integrations");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(headerOf(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(answer.body, R"([{"name":"acme","display_name":"Acme","api_type":"payroll",)"
                         R"("data":true,"data_endpoints":false,"events":true}])");
}

TEST_F(V1Routes, OpenASessionWithAUrlBelowThePublicOne) {
  start();
  const auto answer = host.call(all, "POST", "/v1/connect-sessions", R"({"workspace_id":"shop"})");
  ASSERT_EQ(answer.status, 201U) << answer.body;
  const auto body = bodyOf(answer);
  EXPECT_THAT(std::string(body.at("connect_url").as_string()), StartsWith(host.url()));
  EXPECT_THAT(std::string(body.at("connect_url").as_string()),
              HasSubstr(std::string(body.at("token").as_string())));
}

TEST_F(V1Routes, RefuseASessionForAnUnknownIntegrationOrReturnUrl) {
  start();
  const auto unknown = host.call(all, "POST", "/v1/connect-sessions",
                                 R"({"workspace_id":"shop","integrations":["nope"]})");
  EXPECT_EQ(unknown.status, 400U);
  EXPECT_THAT(unknown.body, HasSubstr("`integrations`"));
  const auto elsewhere = host.call(all, "POST", "/v1/connect-sessions",
                                   R"({"workspace_id":"shop","return_url":"https://evil.test"})");
  EXPECT_EQ(elsewhere.status, 400U);
  EXPECT_THAT(elsewhere.body, HasSubstr("`return_url`"));
}

TEST_F(V1Routes, RefuseABodyThatIsNotJson) {
  start();
  EXPECT_EQ(host.call(all, "POST", "/v1/connect-sessions", "{").status, 400U);
  const auto form =
      host.send("POST", "/v1/connect-sessions",
                {{"Authorization", "Bearer " + all}, {"Content-Type", "text/plain"}}, "{}");
  EXPECT_EQ(form.status, 415U);
}

TEST_F(V1Routes, HandOutATokenWithoutTheRefreshToken) {
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  const auto answer = get(all, kToken);
  ASSERT_EQ(answer.status, 200U) << answer.body;
  const auto body = bodyOf(answer).as_object();
  EXPECT_EQ(body.at("access_token").as_string(), "access-1");
  EXPECT_EQ(body.at("token_type").as_string(), "Bearer");
  EXPECT_EQ(body.at("tenant_id").as_string(), "company-1");
  EXPECT_EQ(body.size(), 5U);
  EXPECT_EQ(headerOf(answer, "Cache-Control"), "no-store");
}

TEST_F(V1Routes, HandOutTheSameBytesFromMemory) {
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  const auto first = get(all, kToken);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get(all, kToken).body, first.body);
  EXPECT_EQ(get(all, std::string(kToken) + "?tenant_id=company%2D1").body, first.body);
}

TEST_F(V1Routes, RefreshATokenThatRanOut) {
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  host.clock.advance(Seconds(7'150));
  host.scriptPair("2");
  EXPECT_EQ(bodyOf(get(all, kToken)).at("access_token").as_string(), "access-2");
  EXPECT_EQ(bodyOf(get(all, kToken)).at("access_token").as_string(), "access-2");
  EXPECT_TRUE(host.acme->isExhausted());
}

TEST_F(V1Routes, ServeOthersWhileAnIntegrationBlocksItsThread) {
  std::promise<void> entered;
  std::promise<void> released;
  std::once_flag first;
  host.acme->before_answer = [&](const http::HttpRequest& request) {
    if (request.body.find("refresh_token=refresh-1") == std::string::npos) return;
    std::call_once(first, [&] {
      entered.set_value();
      released.get_future().wait();
    });
  };
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  host.clock.advance(Seconds(7'200));
  auto blocked = std::async(std::launch::async, [&] { return get(all, kToken); });
  entered.get_future().wait();
  EXPECT_EQ(host.send("GET", "/livez").status, 200U);
  EXPECT_EQ(host.connect(all, "bakery", "5").status, 200U);
  EXPECT_EQ(get(all, "/v1/workspaces/bakery/integrations/acme/token").status, 200U);
  EXPECT_EQ(get(all, kState).status, 200U);
  host.scriptPair("2");
  released.set_value();
  EXPECT_EQ(bodyOf(blocked.get()).at("access_token").as_string(), "access-2");
}

TEST_F(V1Routes, RefuseAMinTtlThatIsNoNumber) {
  start();
  const auto answer = get(all, std::string(kToken) + "?min_ttl_seconds=soon");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_THAT(answer.body, HasSubstr("`min_ttl_seconds`"));
}

TEST_F(V1Routes, SayWhereTheEndUserReconnects) {
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  host.clock.advance(Seconds(7'150));
  host.acme->answer(400, R"({"error":"invalid_grant"})");
  const auto dead = get(all, kToken);
  ASSERT_EQ(dead.status, 424U) << dead.body;
  EXPECT_EQ(codeOf(dead), "requires_reconnect");
  const std::string url(bodyOf(dead).at("reconnect_url").as_string());
  EXPECT_THAT(url, StartsWith(host.url() + "/connect/"));
  EXPECT_EQ(bodyOf(get(all, kToken)).at("reconnect_url").as_string(), url) << "one for a while";
  EXPECT_TRUE(bodyOf(get(all, kState)).at(0).at("requires_reconnect").as_bool());

  const auto login = host.beginLogin(url.substr(host.url().size()));
  host.scriptPair("3");
  host.scriptCompany();
  ASSERT_EQ(host.send("GET", login.callback, {{"Cookie", login.cookie}}).status, 200U);
  EXPECT_EQ(bodyOf(get(all, kToken)).at("access_token").as_string(), "access-3");
  EXPECT_FALSE(bodyOf(get(all, kState)).at(0).at("requires_reconnect").as_bool());
}

TEST_F(V1Routes, TellTheStateOfAWorkspace) {
  start();
  const auto before = bodyOf(get(all, kState)).at(0);
  EXPECT_FALSE(before.at("connected").as_bool());
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  const auto after = bodyOf(get(all, kState)).at(0);
  EXPECT_TRUE(after.at("connected").as_bool());
  EXPECT_EQ(after.at("tenants").at(0).at("id").as_string(), "company-1");
  EXPECT_TRUE(after.at("reconnect_cause").is_null());
}

TEST_F(V1Routes, DisconnectAtTheProviderAndHere) {
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  ASSERT_EQ(get(all, kToken).status, 200U);
  host.acme->answer(200, "");
  const auto answer = host.call(all, "DELETE", kConnection);
  EXPECT_EQ(answer.body, R"({"grants":1,"tenants":0,"revoked_at_provider":1})");
  EXPECT_EQ(codeOf(get(all, kToken)), "not_connected");
  EXPECT_EQ(host.call(all, "DELETE", kConnection).status, 404U);
}

TEST_F(V1Routes, AnswerForAnotherWorkspaceAsForAnAbsentOne) {
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  ASSERT_EQ(get(all, kToken).status, 200U);  // in memory now
  const std::string absent = "/v1/workspaces/absent/integrations";
  EXPECT_EQ(shapeOf(get(other, kState)), shapeOf(get(other, absent)));
  EXPECT_EQ(get(other, kState).status, 404U);
  EXPECT_EQ(shapeOf(get(other, kToken)), shapeOf(get(other, absent + "/acme/token")));
  EXPECT_EQ(shapeOf(get(other, kToken)), shapeOf(get(all, absent + "/acme/token")));
  EXPECT_EQ(shapeOf(host.call(other, "DELETE", kConnection)),
            shapeOf(host.call(all, "DELETE", absent + "/acme")));
  EXPECT_EQ(shapeOf(host.call(other, "POST", "/v1/connect-sessions", R"({"workspace_id":"shop"})")),
            shapeOf(host.call(other, "POST", "/v1/connect-sessions", R"({"workspace_id":"no"})")));
  EXPECT_EQ(bodyOf(get(all, kState)).at(0).at("connected").as_bool(), true);
}

TEST_F(V1Routes, TellNoWorkspaceThatAKeyMayNotSeeFromAnAbsentOne) {
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  const std::string body = R"({"tenant_id":"company-1"})";
  for (const auto& [method, path] : std::vector<std::pair<std::string, std::string>>{
           {"GET", ""},
           {"GET", "/acme/token"},
           {"GET", "/acme/token?tenant_id=company-1"},
           {"GET", "/acme/data?from_date=2026-01-01"},
           {"GET", "/acme/data-endpoints?from_date=2026-01-01"},
           {"GET", "/acme/tenants"},
           {"PUT", "/acme/tenant"},
           {"DELETE", "/acme"},
           {"DELETE", "/acme?tenant_id=company-1"}}) {
    const std::string sent = method == "PUT" ? body : "";
    const auto hidden = host.call(other, method, kState + path, sent);
    EXPECT_EQ(hidden.status, 404U) << method << path;
    EXPECT_EQ(shapeOf(hidden),
              shapeOf(host.call(other, method, "/v1/workspaces/absent/integrations" + path, sent)))
        << method << path;
  }
  EXPECT_EQ(get(all, kToken).status, 200U) << "and nothing was done";
}

TEST_F(V1Routes, AnswerAboutAnUnknownIntegrationWith404) {
  start();
  EXPECT_EQ(get(all, "/v1/workspaces/shop/integrations/nope/token").status, 404U);
  EXPECT_EQ(host.call(all, "DELETE", "/v1/workspaces/shop/integrations/nope").status, 404U);
}

// O23: one table of permissions.
TEST_F(V1Routes, RefuseAnOperationThatTheKeyLacks) {
  struct Row {
    const char* operation;
    const char* method;
    const char* path;
    const char* body;
  };
  const Row rows[] = {
      {"connect_sessions", "POST", "/v1/connect-sessions", R"({"workspace_id":"shop"})"},
      {"integrations", "GET", "/v1/integrations", ""},
      {"state", "GET", kState, ""},
      {"token", "GET", kToken, ""},
      {"disconnect", "DELETE", kConnection, ""}};
  std::map<std::string, std::string> keys;
  for (const Row& row : rows) {
    keys[row.operation] = host.addKey({.workspaces = {}, .operations = {row.operation}});
  }
  start();
  for (const auto& [operation, key] : keys) {
    for (const Row& row : rows) {
      const auto answer = host.call(key, row.method, row.path, row.body);
      EXPECT_EQ(answer.status == 403, operation != row.operation)
          << operation << " at " << row.path << ": " << answer.status;
    }
  }
}

TEST_F(V1Routes, RefuseAKeyThatExpired) {
  const std::string key = host.addKey(
      {.workspaces = {}, .operations = {}, .expires_at = host.clock.now() + Seconds(60)});
  start();
  EXPECT_EQ(get(key, "/v1/integrations").status, 200U);
  host.clock.advance(Seconds(61));
  EXPECT_EQ(get(key, "/v1/integrations").status, 401U);
}

TEST_F(V1Routes, RefuseAKeySoonAfterItWasRevoked) {
  start();
  ASSERT_EQ(get(all, "/v1/integrations").status, 200U);
  ASSERT_TRUE(run(host.store->revokeApiKey(all.substr(3, 16), host.clock.now())));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  unsigned status = 200;
  while (status == 200 && std::chrono::steady_clock::now() < until) {
    status = get(all, "/v1/integrations").status;
  }
  EXPECT_EQ(status, 401U);
}

TEST_F(V1Routes, CountRefreshesWithoutNamingAWorkspace) {
  start();
  ASSERT_EQ(host.connect(all, "shop").status, 200U);
  host.clock.advance(Seconds(7'150));
  host.scriptPair("2");
  ASSERT_EQ(get(all, kToken).status, 200U);
  host.clock.advance(Seconds(7'200));
  host.acme->answer(401, R"({"error":"invalid_client"})");
  EXPECT_EQ(codeOf(get(all, kToken)), "invalid_client");
  const std::string metrics = host.send("GET", "/metrics").body;
  const std::string total = R"(patchbay_token_refreshes_total{integration="acme",outcome=)";
  EXPECT_THAT(metrics, HasSubstr(total + "\"success\"} 1"));
  EXPECT_THAT(metrics, HasSubstr(total + "\"operator_fault\"} 1"));
  EXPECT_THAT(metrics, HasSubstr(R"(patchbay_provider_breaker_open{integration="acme"} 1)"));
  EXPECT_EQ(metrics.find("shop"), std::string::npos);
}

TEST_F(V1Routes, KeepTheHealthRoutesOpen) {
  start();
  EXPECT_EQ(host.send("GET", "/livez").status, 200U);
  const auto ready = host.send("GET", "/readyz");
  EXPECT_EQ(ready.status, 200U);
  EXPECT_EQ(ready.body,
            R"({"ready":true,"database":"ok","integrations":{"loaded":["acme"],"refused":[]}})");
  EXPECT_THAT(host.send("GET", "/metrics").body,
              HasSubstr("patchbay_http_requests_total{route=\"/readyz\",status=\"2xx\"} 1"));
}

}  // namespace
}  // namespace patchbay::testing
