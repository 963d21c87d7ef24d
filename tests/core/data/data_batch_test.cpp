#include "core/data/data_batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace patchbay {
namespace {

using ::testing::ElementsAre;

Month month(int year, unsigned number) {
  return std::chrono::year(year) / std::chrono::month(number);
}

Day day(const char* text) { return parseDay(text).value(); }

DataSeries series(const std::string& key, const std::string& label) {
  DataSeries described;
  described.key = key;
  described.label = label;
  return described;
}

DataBatch batchOf(const std::string& key,
                  std::initializer_list<std::pair<Month, const char*>> row) {
  DataBatch batch;
  for (const auto& [when, text] : row) {
    batch.put(series(key, key), when, Decimal::parse(text).value());
  }
  return batch;
}

std::string dataOf(const DataBatch& batch) {
  return boost::json::serialize(toJson(batch).at("data"));
}

TEST(DataBatch, IsWrittenAsMonthEndsAndDecimalTexts) {
  DataBatch batch;
  DataSeries sales = series("profit_and_loss/income/c5a1", "Sales");
  sales.statement = "profit_and_loss";
  sales.section = "Income";
  sales.account_id = "c5a1";
  batch.put(sales, month(2026, 7), Decimal::parse("12400.00").value());
  batch.months.insert(month(2026, 6));
  batch.currency = "AUD";
  batch.partial.insert(month(2026, 7));
  batch.warnings.emplace_back("missing_cell", "A cell is missing.", sales.key);
  EXPECT_EQ(
      boost::json::serialize(toJson(batch)),
      R"({"currency":"AUD","dates":["2026-06-30","2026-07-31"],)"
      R"("data":{"profit_and_loss/income/c5a1":{"2026-06-30":null,"2026-07-31":"12400.00"}},)"
      R"("series":{"profit_and_loss/income/c5a1":{"label":"Sales","statement":"profit_and_loss",)"
      R"("section":"Income","account_id":"c5a1"}},"partial":["2026-07-31"],)"
      R"("warnings":[{"code":"missing_cell","text":"A cell is missing.",)"
      R"("subject":"profit_and_loss/income/c5a1"}]})");
}

// X4, X5: a later batch that also brings months of an earlier one leaves them alone, and says so.
TEST(MergedBatches, NeverOverwriteAValue) {
  const auto good = batchOf("Sales", {{month(2023, 12), "100.00"}, {month(2023, 11), "90.00"}});
  const auto late = batchOf("Sales", {{month(2023, 12), "7.00"}, {month(2024, 1), "110.00"}});
  const auto merged = merge({good, late});
  EXPECT_EQ(dataOf(merged),
            R"({"Sales":{"2023-11-30":"90.00","2023-12-31":"100.00","2024-01-31":"110.00"}})");
  ASSERT_EQ(merged.warnings.size(), 1U);
  EXPECT_EQ(merged.warnings[0].code, "conflicting_values");
  EXPECT_EQ(merged.warnings[0].subject, "Sales");
}

TEST(MergedBatches, AreSilentAboutAValueThatIsTheSameTwice) {
  const auto batch = batchOf("Sales", {{month(2023, 12), "100.00"}});
  EXPECT_TRUE(merge({batch, batch}).warnings.empty());
}

// X12: what nobody sent is null, not 0.
TEST(MergedBatches, AreFilledWithNull) {
  const auto merged = merge({batchOf("Rent", {{month(2026, 7), "1500.00"}}),
                             batchOf("Sales", {{month(2026, 6), "0.00"}})});
  EXPECT_EQ(dataOf(merged), R"({"Rent":{"2026-06-30":null,"2026-07-31":"1500.00"},)"
                            R"("Sales":{"2026-06-30":"0.00","2026-07-31":null}})");
}

// X13: one code path for no batch, one and many, and the inputs stay as they were.
TEST(MergedBatches, HaveOneShapeHoweverManyThereAre) {
  const auto july = batchOf("Sales", {{month(2026, 7), "2.00"}});
  const auto june = batchOf("Rent", {{month(2026, 6), "1.00"}});
  const std::vector<DataBatch> batches{july, june};
  EXPECT_EQ(boost::json::serialize(toJson(merge({}))),
            R"({"currency":null,"dates":[],"data":{},"series":{},"partial":[],"warnings":[]})");
  EXPECT_EQ(dataOf(merge({july})), dataOf(july));
  EXPECT_THAT(merge(batches).months, ElementsAre(month(2026, 6), month(2026, 7)));
  EXPECT_EQ(dataOf(batches[0]), R"({"Sales":{"2026-07-31":"2.00"}})");
  EXPECT_EQ(dataOf(batches[1]), R"({"Rent":{"2026-06-30":"1.00"}})");
}

// X9: two rows with the same label are two series.
TEST(MergedBatches, KeepSeriesWithEqualLabelsApart) {
  DataBatch batch;
  batch.put(series("profit_and_loss/1", "Other"), month(2026, 6), Decimal::fromWhole(1));
  batch.put(series("balance_sheet/2", "Other"), month(2026, 6), Decimal::fromWhole(2));
  EXPECT_EQ(dataOf(merge({batch})), R"({"balance_sheet/2":{"2026-06-30":"2.00"},)"
                                    R"("profit_and_loss/1":{"2026-06-30":"1.00"}})");
}

TEST(MergedBatches, ReportDifferentCurrencies) {
  DataBatch australian;
  australian.currency = "AUD";
  DataBatch american;
  american.currency = "USD";
  const auto merged = merge({DataBatch(), australian, american});
  EXPECT_EQ(merged.currency, "AUD");
  ASSERT_EQ(merged.warnings.size(), 1U);
  EXPECT_EQ(merged.warnings[0].code, "several_currencies");
}

// X6: months outside the wanted ones are dropped, the one in progress is marked, later ones are
// null.
TEST(CutBatch, HoldsTheWantedMonthsAndNoFactsOfTheFuture) {
  const auto batch = batchOf("Sales", {{month(2026, 5), "5.00"},
                                       {month(2026, 6), "6.00"},
                                       {month(2026, 7), "7.00"},
                                       {month(2026, 8), "0.00"}});
  const auto cut =
      cutTo(batch, {month(2026, 6), month(2026, 7), month(2026, 8)}, day("2026-07-08"));
  EXPECT_EQ(dataOf(cut),
            R"({"Sales":{"2026-06-30":"6.00","2026-07-31":"7.00","2026-08-31":null}})");
  EXPECT_THAT(cut.partial, ElementsAre(month(2026, 7), month(2026, 8)));
}

TEST(CutBatch, HasNoWarningsAboutWhatWasCutOff) {
  auto batch = batchOf("Sales", {{month(2026, 6), "6.00"}});
  batch.put(series("Rent", "Rent"), month(2026, 5), Decimal::fromWhole(5));
  for (const char* subject : {"Sales", "Rent", "2026-05-31", "2026-06-30", "", "Kestrel"}) {
    batch.warnings.emplace_back("note", "A note.", subject);
  }
  std::vector<std::string> subjects;
  for (const auto& warning : cutTo(batch, {month(2026, 6)}, day("2026-07-08")).warnings) {
    subjects.push_back(warning.subject);
  }
  EXPECT_THAT(subjects, ElementsAre("Sales", "2026-06-30", "", "Kestrel"));
}

TEST(CutBatch, CountsAMonthAsOverOnceItsLastDayIs) {
  const auto batch = batchOf("Sales", {{month(2026, 6), "6.00"}});
  EXPECT_EQ(cutTo(batch, {month(2026, 6)}, day("2026-06-30")).partial.size(), 1U);
  EXPECT_EQ(cutTo(batch, {month(2026, 6)}, day("2026-07-01")).partial.size(), 0U);
}

}  // namespace
}  // namespace patchbay
