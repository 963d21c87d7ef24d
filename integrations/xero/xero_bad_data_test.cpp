#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/data/data_reference.hpp"
#include "xero_data_fixture.hpp"

// Whatever Xero's reports hold, it becomes data with warnings or a clear error, never a crash or a
// wrong number.

namespace patchbay {
namespace {

using std::chrono::year;
using testing::answerTo;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kSummer;
using ::testing::SizeIs;
using testing::xeroTestdata;

const Month kJune = year(2026) / 6;
const Month kJuly = year(2026) / 7;
const std::string kHeadings = R"({"Value":"31 Jul 26"},{"Value":"30 Jun 26"})";

std::string report(const std::string& headings, const std::string& rows) {
  return R"({"Reports":[{"Rows":[{"RowType":"Header","Cells":[{"Value":""},)" + headings +
         R"(]},{"RowType":"Section","Title":"Income","Rows":[)" + rows + "]}]}]}";
}

/// @param cells  those of July and June
std::string row(const std::string& label, const std::string& cells) {
  return R"({"RowType":"Row","Cells":[{"Value":")" + label + R"("},)" + cells + "]}";
}

class XeroBadData : public testing::XeroData {
 protected:
  /// All of Xero's answers, of which the profit and loss is this.
  void answerWith(const std::string& profit_and_loss) {
    host.http.answer(200, profit_and_loss);
    host.http.answer(200, answerTo(XeroReportCall(XeroStatement::balance_sheet, kJuly, 1)));
    host.http.answer(200, xeroTestdata("organisation.json"));
  }

  static std::set<std::string> codesOf(const DataBatch& batch) {
    std::set<std::string> codes;
    for (const auto& warning : batch.warnings) codes.insert(warning.code);
    return codes;
  }

  /// The value of a series of income; empty when there is none.
  static std::string income(const DataBatch& batch, const std::string& name, Month month) {
    const auto series = batch.series.find("profit_and_loss/income/" + name);
    if (series == batch.series.end()) return "no series";
    const auto value = series->second.values.find(month);
    return value == series->second.values.end() ? "" : value->second.text();
  }
};

// X7, X8: the file's empty and missing cells, and a section without rows.
TEST_F(XeroBadData, OfAReportWithGapsIsWhole) {
  host.http.answer(200, xeroTestdata("profit_and_loss.json"));
  host.http.answer(200, xeroTestdata("balance_sheet.json"));
  host.http.answer(200, xeroTestdata("organisation.json"));
  const auto batch = fetch(kSummer);
  EXPECT_THAT(batch.series, SizeIs(14));
  EXPECT_THAT(batch.warnings, IsEmpty());
}

// X10, X11: whatever the labels hold, and whatever the provider is called.
TEST_F(XeroBadData, OfLabelsWithPunctuationCanBeAddressed) {
  answerWith(xeroTestdata("profit_and_loss.json"));
  const auto batch = fetch(kSummer);
  for (const char* provider : {"Xero", "Xero2"}) {
    for (const auto& endpoint : dataEndpointsOf(batch, provider)) {
      const auto reference = parseDataReference(endpoint.reference);
      ASSERT_TRUE(reference) << endpoint.reference;
      EXPECT_EQ(reference->provider, provider);
      EXPECT_EQ(findSeries(batch, reference->name), endpoint.series) << endpoint.reference;
    }
  }
  EXPECT_NE(findSeries(batch, "Light, Power, Heating"), nullptr);
}

// X8, X9: nothing of either row goes into the other.
TEST_F(XeroBadData, OfEqualLabelsIsKeptApart) {
  answerWith(report(kHeadings, row("Other", R"({"Value":"1.00"},{"Value":"2.00"})") + "," +
                                   row("Other", R"({"Value":"30.00"},{"Value":"40.00"})")));
  const auto batch = fetch(kSummer);
  EXPECT_EQ(income(batch, "other#1", kJuly), "1.00");
  EXPECT_EQ(income(batch, "other#2", kJuly), "30.00");
  EXPECT_EQ(income(batch, "other#2", kJune), "40.00");
  EXPECT_THAT(codesOf(batch), ElementsAre("repeated_row"));
}

// X7: not an amount, in more cells than there are months, of a type that nobody knows.
TEST_F(XeroBadData, InACellIsLeftOutAndNamed) {
  answerWith(
      report(kHeadings, row("Sales", R"({"Value":"1.234,00"},{"Value":"7.00"})") + "," +
                            row("Fees", R"({"Value":"1.00"},{"Value":"2.00"},{"Value":"3"})") +
                            R"(,{"RowType":"Banner","Cells":[{"Value":"x"},{"Value":"9"}]})"));
  const auto batch = fetch(kSummer);
  EXPECT_EQ(income(batch, "sales", kJuly), "");
  EXPECT_EQ(income(batch, "sales", kJune), "7.00");
  EXPECT_EQ(income(batch, "fees", kJuly), "1.00");
  EXPECT_THAT(codesOf(batch),
              ElementsAre("cells_without_heading", "row_type_unknown", "value_unreadable"));
}

// X16: no month is guessed. Each is asked for alone, and then it is null.
TEST_F(XeroBadData, OfForeignDatesIsNotGuessed) {
  const std::string foreign = report(R"({"Value":"07/31/2026"},{"Value":"30.06.26"})",
                                     row("Sales", R"({"Value":"1.00"},{"Value":"2.00"})"));
  answerWith(foreign);
  for (int month = 0; month < 2; ++month) host.http.answer(200, foreign);
  const auto batch = fetch(kSummer);
  EXPECT_EQ(income(batch, "sales", kJuly), "");
  EXPECT_EQ(income(batch, "sales", kJune), "");
  EXPECT_THAT(codesOf(batch), ElementsAre("months_missing"));
}

TEST_F(XeroBadData, OfForeignDatesThroughoutIsRefusedClearly) {
  const std::string foreign = report(R"({"Value":"juillet"})", row("Sales", R"({"Value":"1.00"})"));
  for (int call = 0; call < 2; ++call) host.http.answer(200, foreign);
  host.http.answer(200, xeroTestdata("organisation.json"));
  for (int call = 0; call < 4; ++call) host.http.answer(200, foreign);
  const auto failure = failureOf(kSummer);
  EXPECT_EQ(failure.code(), ErrorCode::malformed_answer);
  EXPECT_THAT(failure.publicText(), HasSubstr("headings"));
}

TEST_F(XeroBadData, WithoutAReportIsRefused) {
  host.http.answer(200, R"({"Status":"OK"})");
  host.http.answer(200, R"({"Reports":[]})");
  host.http.answer(200, xeroTestdata("organisation.json"));
  EXPECT_EQ(failureOf(kSummer).code(), ErrorCode::malformed_answer);
}

TEST_F(XeroBadData, ThatIsNoJsonIsRefused) {
  for (const char* body : {"", "<html>", R"({"Reports":[{)"}) {
    for (int call = 0; call < 3; ++call) host.http.answer(200, body);
    EXPECT_EQ(failureOf(kSummer).code(), ErrorCode::malformed_answer) << body;
  }
}

TEST_F(XeroBadData, TooLargeToReadIsRefused) {
  for (int call = 0; call < 3; ++call) host.http.fail(http::TransportFault::unreadable);
  const auto failure = failureOf(kSummer);
  EXPECT_EQ(failure.code(), ErrorCode::malformed_answer);
  EXPECT_THAT(failure.publicText(), HasSubstr("too large"));
  EXPECT_EQ(host.http.lastRequest().body_limit, 8U * 1024 * 1024) << "20 MB are refused";
}

}  // namespace
}  // namespace patchbay
