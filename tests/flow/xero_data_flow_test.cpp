#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "tests/flow/xero_fixture.hpp"

// 24 months of both reports through plugin and host, against the sandbox's postings.

namespace patchbay {
namespace {

namespace json = boost::json;
using testing::Answer;

// Months that are over, so that the books do not change under the test. The newest is a short one.
constexpr const char* kData = "data?from_date=2023-10-01&to_date=2025-09-30";

const std::set<std::string> kResultClasses{"income", "cost_of_sales", "expense"};

class XeroData : public testing::XeroFlow {
 protected:
  /// What is posted in a month: each account's movement and balance, by statement and account.
  std::map<std::string, std::int64_t> postedIn(const std::string& month_end,
                                               std::string_view tenant) {
    const json::object totals =
        sandbox.control().readXero("totals?tenant=" + std::string(tenant) +
                                   "&from=" + month_end.substr(0, 8) + "01&to=" + month_end);
    std::map<std::string, std::int64_t> posted;
    for (const json::value& account : totals.at("accounts").as_array()) {
      const std::string id(account.at("account_id").as_string());
      const bool is_result = kResultClasses.contains(std::string(account.at("class").as_string()));
      const char* figure = is_result ? "moved_cents" : "balance_cents";
      posted[(is_result ? "profit_and_loss/" : "balance_sheet/") + id] =
          account.at(figure).to_number<std::int64_t>();
    }
    return posted;
  }
};

std::int64_t centsOf(const json::value& amount) {
  if (amount.is_null()) return 0;
  std::string digits(amount.as_string());
  digits.erase(digits.find('.'), 1);
  return std::stoll(digits);
}

/// Takes every series' figure of that month out of what is posted; what is left is in no series.
void takeOut(std::map<std::string, std::int64_t>& posted, const json::value& batch,
             const std::string& month_end) {
  for (const auto& entry : batch.at("series").as_object()) {
    const json::value& account = entry.value().at("account_id");
    if (account.is_null() || account.as_string().empty()) continue;
    const std::string key = std::string(entry.value().at("statement").as_string()) + "/" +
                            std::string(account.as_string());
    const auto found = posted.find(key);
    if (found == posted.end()) continue;  // earnings, which no posting has
    EXPECT_EQ(centsOf(batch.at("data").at(entry.key()).at(month_end)), found->second)
        << entry.value().at("label") << " of " << month_end;
    posted.erase(found);
  }
}

TEST_F(XeroData, OfTwentyFourMonthsEqualsThePostingsToTheCent) {
  client.connect("shop", kRoaster);
  const Answer answer = client.look("shop", kData);
  ASSERT_EQ(answer.status, 200u) << answer.json;
  const json::array& dates = answer.json.at("dates").as_array();
  ASSERT_EQ(dates.size(), 24u);
  for (const json::value& date : dates) {
    const std::string month_end(date.as_string());
    auto posted = postedIn(month_end, kRoaster);
    takeOut(posted, answer.json, month_end);
    for (const auto& [account, cents] : posted) {
      EXPECT_EQ(cents, 0) << account << " is in no series, " << month_end;
    }
  }
  EXPECT_EQ(answer.text("currency"), "AUD");
}

TEST_F(XeroData, CostsFewCallsAndNoneTheSecondTime) {
  client.connect("shop", kRoaster);
  const Answer first = client.look("shop", kData);
  ASSERT_EQ(first.status, 200u) << first.json;
  EXPECT_LE(callsFor("/Reports/ProfitAndLoss"), 3u);
  EXPECT_LE(callsFor("/Reports/BalanceSheet"), 2u);
  sandbox.control().clearXeroCalls();
  const Answer again = client.look("shop", kData);
  EXPECT_EQ(again.json.at("data"), first.json.at("data"));
  EXPECT_EQ(callsFor(""), 0u);
}

TEST_F(XeroData, OfTwoOrganisationsNeedsAChoice) {
  client.connect("shop", kStudio);
  client.connect("shop", kRoaster);
  EXPECT_EQ(client.look("shop", kData).status, 409u);
  const std::string query = std::string(kData) + "&tenant_id=";
  EXPECT_EQ(client.look("shop", query + std::string(kStudio)).text("currency"), "GBP");
  EXPECT_EQ(client.chooseTenant("shop", kRoaster).status, 200u);
  EXPECT_EQ(client.look("shop", kData).text("currency"), "AUD");
}

TEST_F(XeroData, OfAnOrganisationThatWasTakenAwaySaysSo) {
  client.connect("shop", kRoaster);
  sandbox.control().xero("disconnect", {{"tenant", kRoaster}});
  const Answer answer = client.look("shop", kData);
  EXPECT_EQ(answer.status, 424u) << answer.json;
  EXPECT_EQ(answer.text("code"), "tenant_lost") << answer.json;
  client.connect("shop", kRoaster);
  EXPECT_EQ(client.look("shop", kData).status, 200u);
}

TEST_F(XeroData, SurvivesAnAccessTokenThatDiedEarly) {
  client.connect("shop", kRoaster);
  sandbox.control().xero("expire-tokens", {});
  EXPECT_EQ(client.look("shop", kData).status, 200u);
  EXPECT_EQ(sandbox.control().count("token_calls"), 2) << "the consent's, and one refresh";
}

TEST_F(XeroData, IsWholeWhenCellsAreEmptyOrMissing) {
  client.connect("shop", kStudio);
  const Answer whole = client.look("shop", kData);
  ASSERT_EQ(whole.status, 200u) << whole.json;
  for (const char* cells : {"empty", "missing"}) {
    sandbox.control().xero("settings", {{"zero_cells", cells}});
    client.connect(cells, kStudio);
    const Answer answer = client.look(cells, kData);
    ASSERT_EQ(answer.status, 200u) << answer.json;
    for (const auto& series : whole.json.at("data").as_object()) {
      for (const auto& figure : series.value().as_object()) {
        EXPECT_EQ(centsOf(answer.json.at("data").at(series.key()).at(figure.key())),
                  centsOf(figure.value()))
            << series.key() << " of " << figure.key();
      }
    }
  }
}

}  // namespace
}  // namespace patchbay
