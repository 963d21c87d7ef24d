#include "xxxxx_adapter.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <memory>
#include <utility>
#include <variant>

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

TEST(XxXxXBatch, HasAnEntryForEverySeriesAndDate) {
  const auto batch = toBatch(boost::json::parse(testdata("report.json")));
  EXPECT_EQ(boost::json::serialize(toJson(batch).at("data")),
            R"({"profit_and_loss/Total":{"2026-06-30":null,"2026-07-31":"13900.05"},)"
            R"("profit_and_loss/a-1":{"2026-06-30":"9800.50","2026-07-31":"12400.05"},)"
            R"("profit_and_loss/a-2":{"2026-06-30":null,"2026-07-31":"1500.00"}})");
  EXPECT_EQ(batch.currency, "EUR");
}

TEST(XxXxXBatch, ReportsWhatItLeavesOut) {
  const auto batch = toBatch(boost::json::parse(testdata("report.json")));
  ASSERT_EQ(batch.warnings.size(), 1U);
  EXPECT_EQ(batch.warnings[0].code, "unreadable_amount");
  EXPECT_EQ(batch.warnings[0].subject, "profit_and_loss/Total");
  EXPECT_EQ(toBatch(boost::json::parse(R"({"rows":[7]})")).warnings.at(0).code, "unreadable_row");
}

TEST(XxXxXBatch, IsRefusedWhenTheAnswerIsNoReport) {
  EXPECT_THROW(toBatch(boost::json::parse("[]")), IntegrationError);
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
  DataRequest request(access, "c-1", kSummer, kSummer.to);
  const auto data = host.run(adapter->getData(std::move(request)));
  EXPECT_TRUE(std::get<DataBatch>(data).series.empty());
  EXPECT_EQ(host.http.lastRequest().url,
            integration.app().api_base_url + "/report?from=2026-06-01&to=2026-07-31");
  EXPECT_EQ(testing::headerOf(host.http.lastRequest(), "Authorization"), "Bearer a-1");
}

TEST_F(XxXxXAdapterCalls, OfferDataEndpoints) { EXPECT_TRUE(adapter->hasDataEndpoints()); }

}  // namespace
}  // namespace patchbay
