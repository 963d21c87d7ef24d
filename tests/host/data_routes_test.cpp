#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/host/running_host.hpp"

namespace patchbay::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kConnection = "/v1/workspaces/shop/integrations/acme";
const std::string kMay = "/data?from_date=2026-05-01&to_date=2026-05-31";

class DataRoutes : public ::testing::Test {
 protected:
  DataRoutes() { key = host.addKey({}); }

  void start(ApiType kind = ApiType::accounting) {
    host.changeAcme([kind](OAuthApp& app) { app.api_type = kind; });
    host.start();
    host.connect(key, "shop");
  }

  http::HttpResponse get(const std::string& path) {
    return host.call(key, "GET", kConnection + path);
  }
  static std::string codeOf(const http::HttpResponse& answer) {
    return std::string(bodyOf(answer).at("code").as_string());
  }

  RunningHost host;
  std::string key;
};

TEST_F(DataRoutes, GiveTheFiguresOfTheMonths) {
  start();
  host.acme->answer(200, R"({"Sales":"12400.00","Rent":1500})");
  const auto answer = get(kMay);
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(headerOf(answer, "Cache-Control"), "no-store");
  auto body = bodyOf(answer).as_object();
  body.erase("fetched_at");
  EXPECT_EQ(boost::json::serialize(body.at("data")),
            R"({"report/Rent":{"2026-05-31":"1500.00"},"report/Sales":{"2026-05-31":"12400.00"}})");
  EXPECT_EQ(body.at("integration"), "Acme");
  EXPECT_EQ(body.at("api_type"), "accounting");
  EXPECT_EQ(body.at("tenant_id"), "company-1");
  EXPECT_EQ(body.at("from_date"), "2026-05-01");
  EXPECT_EQ(body.at("to_date"), "2026-05-31");
  EXPECT_EQ(body.at("currency"), "EUR");
}

TEST_F(DataRoutes, GivePeopleAndWhatTheyCost) {
  start(ApiType::payroll);
  host.acme->answer(200, R"({"Ines":"3000.00","Tom":null})");
  const auto answer = get(kMay);
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(boost::json::serialize(bodyOf(answer).at("monthly_cost")),
            R"({"2026-05-31":{"total":"3000.00","people":2,"unknown":1}})");
  EXPECT_EQ(bodyOf(answer).at("employees").as_array().size(), 2U);
}

// X15: data and their catalogue share what was fetched.
TEST_F(DataRoutes, AskTheProviderOnceForDataAndDataEndpoints) {
  start();
  host.acme->answer(200, R"({"Light, Power, Heating":"1.00"})");
  const auto endpoints = get("/data-endpoints?from_date=2026-05-01&to_date=2026-05-31");
  ASSERT_EQ(endpoints.status, 200U) << endpoints.body;
  EXPECT_EQ(boost::json::serialize(bodyOf(endpoints).at("data_endpoints")),
            R"([{"reference":"Acme[Light, Power, Heating]","key":"report/Light, Power, Heating",)"
            R"("label":"Light, Power, Heating","statement":"","section":"","account_id":null}])");
  EXPECT_EQ(get(kMay).status, 200U);
  EXPECT_TRUE(host.acme->isExhausted());
}

// X10: a series is asked for by the text that the catalogue gives.
TEST_F(DataRoutes, GiveSingleSeriesByReference) {
  start();
  host.acme->answer(200, R"({"Light, Power, Heating":"1.00","Sales":"2.00"})");
  const auto answer = get(kMay + "&series=Acme%5BLight,+Power,+Heating%5D&series=Acme%5BNone%5D");
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(boost::json::serialize(bodyOf(answer).at("data")),
            R"({"report/Light, Power, Heating":{"2026-05-31":"1.00"}})");
  const auto warning = bodyOf(answer).at("warnings").at(0);
  EXPECT_EQ(warning.at("code"), "unknown_series");
  EXPECT_EQ(warning.at("subject"), "Acme[None]");
}

// O24: what an integration lacks it says.
TEST_F(DataRoutes, HaveNoEndpointsOfPeople) {
  start(ApiType::payroll);
  const auto answer = get("/data-endpoints?from_date=2026-05-01");
  EXPECT_EQ(answer.status, 404U);
  EXPECT_EQ(codeOf(answer), "not_found");
}

TEST_F(DataRoutes, NameAWrongDate) {
  start();
  const auto answer = get("/data?from_date=2026-31-01");
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(codeOf(answer), "invalid_request");
  EXPECT_THAT(answer.body, HasSubstr("from_date"));
}

TEST_F(DataRoutes, NeedTheOperationAndTheWorkspace) {
  const auto token_only = host.addKey({.workspaces = {}, .operations = {"token"}});
  const auto other = host.addKey({.workspaces = {"bakery"}, .operations = {}});
  start();
  EXPECT_EQ(host.call(token_only, "GET", kConnection + kMay).status, 403U);
  EXPECT_EQ(host.call(other, "GET", kConnection + kMay).status, 404U);
  EXPECT_EQ(host.send("GET", kConnection + kMay).status, 401U);
}

TEST_F(DataRoutes, SayWhenNothingIsConnected) {
  host.start();
  const auto answer = get(kMay);
  EXPECT_EQ(answer.status, 404U);
  EXPECT_EQ(codeOf(answer), "not_connected");
}

TEST_F(DataRoutes, SayWhereTheUserReconnects) {
  start();
  host.clock.advance(std::chrono::hours(3));
  host.acme->answer(400, R"({"error":"invalid_grant"})");
  const auto answer = get(kMay);
  EXPECT_EQ(answer.status, 424U) << answer.body;
  EXPECT_EQ(codeOf(answer), "requires_reconnect");
  EXPECT_THAT(std::string(bodyOf(answer).at("reconnect_url").as_string()),
              StartsWith(host.url() + "/connect/"));
}

TEST_F(DataRoutes, FetchAgainWhenAskedTo) {
  start();
  host.acme->answer(200, R"({"Sales":"1.00"})");
  host.acme->answer(200, R"({"Sales":"2.00"})");
  get(kMay);
  const auto answer =
      host.send("GET", kConnection + kMay,
                {{"Authorization", "Bearer " + key}, {"Cache-Control", "no-cache"}});
  EXPECT_THAT(answer.body, HasSubstr(R"("2026-05-31":"2.00")"));
}

// C2: what was fetched goes with the connection.
TEST_F(DataRoutes, ForgetWhatWasFetchedOnDisconnect) {
  start();
  host.acme->answer(200, R"({"Sales":"1.00"})");
  get(kMay);
  host.acme->answer(200, "{}");  // the revocation
  ASSERT_EQ(host.call(key, "DELETE", kConnection).status, 200U);
  EXPECT_EQ(get(kMay).status, 404U);
  host.connect(key, "shop", "2");
  host.acme->answer(200, R"({"Sales":"2.00"})");
  EXPECT_THAT(get(kMay).body, HasSubstr(R"("2026-05-31":"2.00")"));
}

}  // namespace
}  // namespace patchbay::testing
