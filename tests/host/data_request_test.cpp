#include "host/routes/data_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.hpp"

namespace patchbay::host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Query = std::vector<std::pair<std::string, std::string>>;

const Day kToday = parseDay("2026-07-08").value();

DataQuery parse(Query query) {
  http::ServerRequest request;
  request.query = std::move(query);
  return parseDataQuery(request, kToday);
}

std::string refusal(Query query) {
  return testing::refusalOf(ErrorCode::invalid_request, [&] { parse(std::move(query)); });
}

TEST(DataQuery, IsReadFromTheQuery) {
  const auto query = parse({{"from_date", "2026-01-01"},
                            {"to_date", "2026-06-30"},
                            {"tenant_id", "t-1"},
                            {"series", "Acme[Sales]"},
                            {"series", "report/Rent"}});
  EXPECT_EQ(toText(query.from), "2026-01-01");
  EXPECT_EQ(toText(query.to.value()), "2026-06-30");
  EXPECT_EQ(query.tenant_id, "t-1");
  EXPECT_THAT(query.series, ElementsAre("Acme[Sales]", "report/Rent"));
  EXPECT_FALSE(query.is_refresh);
}

// G17: no end is filled in here, so that it is today at each call and not at the program's start.
TEST(DataQuery, LeavesTheEndOpen) {
  EXPECT_FALSE(parse({{"from_date", "2026-01-01"}}).to);
  EXPECT_FALSE(parse({{"from_date", "2026-01-01"}, {"to_date", ""}}).to);
}

TEST(DataQuery, NamesWhatIsWrong) {
  EXPECT_THAT(refusal({}), HasSubstr("`from_date` is missing"));
  EXPECT_THAT(refusal({{"from_date", "2026-02-30"}}), HasSubstr("`from_date` is no date"));
  EXPECT_THAT(refusal({{"from_date", "01.02.2026"}}), HasSubstr("2026-07-31"));
  EXPECT_THAT(refusal({{"from_date", "2026-01-01"}, {"to_date", "tomorrow"}}),
              HasSubstr("`to_date` is no date"));
  EXPECT_THAT(refusal({{"from_date", "2026-02-01"}, {"to_date", "2026-01-31"}}),
              HasSubstr("before `from_date`"));
  EXPECT_THAT(refusal({{"from_date", "2026-01-01"}, {"from_date", "2026-01-02"}}),
              HasSubstr("from_date"));
}

TEST(DataQuery, ReachesOverTenYearsAtMost) {
  EXPECT_NO_THROW(parse({{"from_date", "2016-08-31"}, {"to_date", "2026-07-01"}}));
  EXPECT_THAT(refusal({{"from_date", "2016-07-31"}, {"to_date", "2026-07-01"}}),
              HasSubstr("120 months"));
  EXPECT_THAT(refusal({{"from_date", "0001-01-01"}}), HasSubstr("120 months"));
  EXPECT_THAT(refusal({{"from_date", "0000-01-01"}, {"to_date", "9999-12-31"}}),
              HasSubstr("120 months"));
}

TEST(DataQuery, AsksForFreshDataByCacheControl) {
  http::ServerRequest request;
  request.query = {{"from_date", "2026-01-01"}};
  request.headers = {{"cache-control", "no-cache"}};
  EXPECT_TRUE(parseDataQuery(request, kToday).is_refresh);
}

}  // namespace
}  // namespace patchbay::host
