#include "xxxxx_adapter.hpp"

#include <gmock/gmock.h>
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

using std::chrono::July;
using std::chrono::June;
using std::chrono::year;

const DateRange kSummer{year(2026) / June / 1, year(2026) / July / 31};

std::string testdata(const std::string& file) {
  return testing::readText(std::string(PATCHBAY_TESTDATA) + "/" + file);
}

TEST(XxXxXBatch, HasAnEntryForEveryTitleAndDate) {
  const auto batch = toBatch(boost::json::parse(testdata("report.json")));
  EXPECT_EQ(boost::json::serialize(batch),
            R"({"dates":["2026-06-30","2026-07-31"],)"
            R"("data":{"Rent":{"2026-06-30":null,"2026-07-31":1500},)"
            R"("Sales":{"2026-06-30":9800,"2026-07-31":12400}}})");
}

TEST(XxXxXBatch, IsRefusedWhenTheAnswerIsNoReport) {
  EXPECT_THROW(toBatch(boost::json::parse("[]")), IntegrationError);
  EXPECT_THROW(toBatch(boost::json::parse(R"({"rows":[{"title":7}]})")), IntegrationError);
}

class XxXxXAdapterCalls : public ::testing::Test {
 protected:
  XxXxXAdapterCalls() {
    integration.setup();
    access.token.access_token = Secret("a-1");
    adapter = integration.makeFetchAdapter();
  }

  testing::IntegrationFixture host{
      Settings::of({{"XXXXX_CLIENT_ID", "id"}, {"XXXXX_CLIENT_SECRET", "secret"}})};
  XxXxXIntegrationOAuth integration{host.context()};
  IntegrationAccess access;
  std::unique_ptr<FetchAdapter> adapter;
};

TEST_F(XxXxXAdapterCalls, AskForTheReportOfTheRange) {
  host.http.answer(200, R"({"rows":[]})");
  const auto batch = host.run(adapter->fetchData(access, kSummer));
  EXPECT_EQ(boost::json::serialize(batch), R"({"dates":[],"data":{}})");
  EXPECT_EQ(host.http.lastRequest().url,
            "https://api.xxxxx.example/report?from=2026-06-01&to=2026-07-31");
  EXPECT_EQ(testing::headerOf(host.http.lastRequest(), "Authorization"), "Bearer a-1");
}

TEST_F(XxXxXAdapterCalls, NameTheSeriesInOrder) {
  host.http.answer(200, testdata("report.json"));
  EXPECT_THAT(host.run(adapter->fetchDataEndpoints(access, kSummer)),
              ::testing::ElementsAre("Rent", "Sales"));
}

}  // namespace
}  // namespace patchbay
