#include "xxxxx_adapter.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "core/base/error.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/testdata.hpp"
#include "xxxxx_integration_oauth.hpp"

namespace patchbay {
namespace {

using std::chrono::January;
using std::chrono::June;
using std::chrono::year;

const DateRange kFirstHalf{year(2026) / January / 1, year(2026) / June / 30};

std::string testdata(const std::string& file) {
  return testing::readText(std::string(PATCHBAY_TESTDATA) + "/" + file);
}

TEST(XxXxXEmployees, AreThoseEmployedOnSomeDayOfTheRange) {
  const auto employees = toEmployees(boost::json::parse(testdata("employees.json")), kFirstHalf);
  EXPECT_EQ(
      boost::json::serialize(employees),
      R"([{"id":"e-1","name":"Ines Okafor","title":"Dispatcher","start_date":"2023-03-06","end_date":null},)"
      R"({"id":"e-2","name":"Tom Abara","title":"","start_date":"2024-01-15","end_date":"2026-01-01"}])");
}

TEST(XxXxXEmployees, AreRefusedWhenTheAnswerIsNoList) {
  EXPECT_THROW(toEmployees(boost::json::parse("{}"), kFirstHalf), IntegrationError);
}

TEST(XxXxXAdapter, AsksForTheEmployeesWithTheAccessToken) {
  testing::IntegrationFixture host(
      Settings::of({{"XXXXX_CLIENT_ID", "id"}, {"XXXXX_CLIENT_SECRET", "secret"}}));
  XxXxXIntegrationOAuth integration(host.context());
  integration.setup();
  IntegrationAccess access;
  access.token.access_token = Secret("a-1");
  host.http.answer(200, "[]");
  const auto adapter = integration.makeFetchAdapter();
  EXPECT_EQ(boost::json::serialize(host.run(adapter->fetchData(access, kFirstHalf))), "[]");
  EXPECT_EQ(host.http.lastRequest().url, "https://api.xxxxx.example/employees");
  EXPECT_EQ(testing::headerOf(host.http.lastRequest(), "Authorization"), "Bearer a-1");
}

}  // namespace
}  // namespace patchbay
