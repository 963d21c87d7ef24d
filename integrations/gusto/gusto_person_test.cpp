#include "gusto_person.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/settings.hpp"
#include "gusto_adapter.hpp"

// G1 to G18 are the known ways to get Gusto's numbers wrong; docs/normalised-data.md says what each
// number means.

namespace patchbay {
namespace {

using std::chrono::year;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Day kToday = year(2026) / 3 / 15;

std::string job(const std::string& hired, const std::string& pay, const std::string& more = "") {
  return R"({"uuid":"job-)" + hired + R"(","hire_date":")" + hired + R"(","title":"Baker",)" +
         more + R"("primary":true,"compensations":[)" + pay + "]}";
}

std::string pay(const std::string& rate, const std::string& unit,
                const std::string& from = "2020-01-01", const std::string& flsa = "Exempt") {
  return R"({"uuid":"pay-)" + from + R"(","rate":")" + rate + R"(","payment_unit":")" + unit +
         R"(","flsa_status":")" + flsa + R"(","effective_date":")" + from + R"("})";
}

/// An employee with these jobs, and more members, each followed by a comma.
GustoPerson read(const std::string& jobs, const std::string& more = "",
                 const Settings& settings = Settings::of({})) {
  const std::string text = R"({"uuid":"e-1","first_name":"Ines","last_name":"Okafor",)" + more +
                           R"("jobs":[)" + jobs + "]}";
  const auto value = boost::json::parse(text);
  return readGustoPerson(value.get_object(), gustoHours(settings), kToday);
}

std::string terminated(const std::vector<std::string>& last_days, bool flag) {
  std::string list;
  for (const std::string& day : last_days) {
    list += std::string(list.empty() ? "" : ",") + R"({"active":false,"effective_date":")" + day +
            R"("})";
  }
  return R"("terminated":)" + std::string(flag ? "true" : "false") + R"(,"terminations":[)" + list +
         "],";
}

std::string salary(const GustoPerson& person) {
  const auto amount = monthlySalary(person.employee, kToday);
  return amount ? amount->text() : "unknown";
}

std::string cost(const GustoPerson& person, int in_year, unsigned month) {
  const auto amount = costOf(person.employee, year(in_year) / std::chrono::month(month));
  return amount ? amount->text() : "unknown";
}

std::vector<std::string> codes(const GustoPerson& person) {
  std::vector<std::string> found;
  for (const DataWarning& warning : person.warnings) found.push_back(warning.code);
  return found;
}

const Employment kSince2018{year(2018) / 2 / 1, std::nullopt};

// --- employment ---

TEST(GustoEmployment, BeginsWithTheFirstHireDateInAnyOrder) {  // G1
  const std::vector<std::vector<std::string>> orders{{"2020-05-01", "2018-02-01", "2019-09-01"},
                                                     {"2018-02-01", "2019-09-01", "2020-05-01"},
                                                     {"2019-09-01", "2020-05-01", "2018-02-01"}};
  for (const auto& order : orders) {
    const auto person = read(job(order[0], "") + "," + job(order[1], "") + "," + job(order[2], ""));
    EXPECT_THAT(person.employee.employments, ElementsAre(kSince2018));
    EXPECT_EQ(startDate(person.employee), year(2018) / 2 / 1);
  }
}

TEST(GustoEmployment, EndsOnAPlannedLastDayWhateverTheFlagSays) {  // G10
  const auto person =
      read(job("2020-01-01", pay("3100", "Month")), terminated({"2026-06-30"}, false));
  EXPECT_EQ(endDate(person.employee), year(2026) / 6 / 30);
  EXPECT_EQ(cost(person, 2026, 6), "3100.00");
  EXPECT_EQ(cost(person, 2026, 7), "0.00");
  EXPECT_THAT(person.warnings, IsEmpty());
}

TEST(GustoEmployment, OfSomebodyHiredAgainIsTwoIntervals) {  // G11
  const auto person = read(job("2020-01-01", pay("1000", "Month")) + "," +
                               job("2023-05-01", pay("2000", "Month", "2023-05-01")),
                           terminated({"2022-06-30"}, false));
  EXPECT_THAT(person.employee.employments,
              ElementsAre(Employment(year(2020) / 1 / 1, year(2022) / 6 / 30),
                          Employment(year(2023) / 5 / 1, std::nullopt)));
  EXPECT_EQ(cost(person, 2022, 6), "1000.00");
  EXPECT_EQ(cost(person, 2022, 7), "0.00") << "the months between are not paid";
  EXPECT_EQ(cost(person, 2023, 5), "2000.00") << "and the job of before is over";
  EXPECT_THAT(person.warnings, IsEmpty());
}

TEST(GustoEmployment, OfBeforeARehireIsKnownByTheFirstDayOfAll) {  // G11
  const auto person = read(job("2023-05-01", pay("2000", "Month", "2023-05-01")),
                           terminated({"2022-06-30"}, false) + R"("hired_at":"2020-01-01",)");
  EXPECT_THAT(person.employee.employments,
              ElementsAre(Employment(year(2020) / 1 / 1, year(2022) / 6 / 30),
                          Employment(year(2023) / 5 / 1, std::nullopt)));
  EXPECT_EQ(cost(person, 2021, 1), "unknown") << "nobody tells what was paid then";
  EXPECT_THAT(codes(person), ElementsAre("pay_history_missing"));
}

TEST(GustoEmployment, WhoseBeginningARehireOverwroteIsCountedFromItsFirstPay) {  // G11
  const auto person = read(job("2023-05-01", pay("1000", "Month", "2020-02-01") + "," +
                                                 pay("2000", "Month", "2023-05-01")),
                           terminated({"2022-06-30"}, false));
  EXPECT_EQ(startDate(person.employee), year(2020) / 2 / 1);
  EXPECT_EQ(cost(person, 2022, 6), "1000.00");
  EXPECT_EQ(cost(person, 2022, 8), "0.00");
  EXPECT_EQ(cost(person, 2023, 5), "2000.00");
  EXPECT_THAT(codes(person), ElementsAre("employment_start_unknown"));
}

TEST(GustoEmployment, ThatEndsNobodyKnowsWhenCostsNobodyKnowsWhat) {
  const auto person =
      read(job("2020-01-01", pay("3100", "Month")), R"("terminated":true,"terminations":[],)");
  EXPECT_EQ(cost(person, 2026, 3), "unknown");
  EXPECT_THAT(codes(person), ElementsAre("end_date_unknown"));
}

TEST(GustoEmployment, WithForeignDatesIsReportedAndNotGuessed) {
  const auto person =
      read(job("03/06/2023", pay("3100", "Month")) + "," + job("2024-02-30", pay("3100", "Month")),
           terminated({"30.06.2026"}, true));
  EXPECT_THAT(person.employee.employments, IsEmpty());
  EXPECT_THAT(codes(person), Contains("unreadable_date"));
  EXPECT_THAT(codes(person), Contains("start_date_unknown"));
}

TEST(GustoEmployment, OfWhoIsStillBeingHiredIsReported) {
  const auto person = read("", R"("hired_at":null,"department":null,)");
  EXPECT_EQ(person.employee.name, "Ines Okafor");
  EXPECT_THAT(codes(person), ElementsAre("no_job", "start_date_unknown"));
}

// --- pay ---

TEST(GustoPay, IsThatOfAMonthRoundedOnce) {  // G3, G4
  EXPECT_EQ(salary(read(job("2020-01-01", pay("86500.00", "Year")))), "7208.33");
  EXPECT_EQ(salary(read(job("2020-01-01", pay("1250", "Week")))), "5416.67");
  EXPECT_EQ(salary(read(job("2020-01-01", pay("5400.55", "Month")))), "5400.55");
}

TEST(GustoPay, ByTheHourGoesByGustosStatusOfEmployment) {  // G4, G5, G16
  const auto hourly = [](const std::string& rate, const std::string& status) {
    return read(job("2020-01-01", pay(rate, "Hour")),
                R"("current_employment_status":")" + status + R"(",)");
  };
  EXPECT_EQ(salary(hourly("24.75", "full_time")), "4290.00");
  EXPECT_EQ(salary(hourly("24.75", "part_time_twenty_plus_hours")), "3217.50");
  EXPECT_EQ(salary(hourly("18.99", "part_time_under_twenty_hours")), "1645.80");
  EXPECT_FALSE(hourly("24.75", "full_time").employee.hours.is_estimate);
}

TEST(GustoPay, OfWhomNoHoursAreKnownIsAnEstimateThatASettingChanges) {  // G5
  const std::string status = R"("current_employment_status":"variable",)";
  const std::string jobs = job("2020-01-01", pay("24.00", "Hour"));
  EXPECT_TRUE(read(jobs, status).employee.hours.is_estimate);
  EXPECT_TRUE(read(jobs, R"("current_employment_status":null,)").employee.hours.is_estimate);
  const auto settings = Settings::of({{"GUSTO_HOURS_PER_WEEK", "variable=15,full_time=37.5"}});
  EXPECT_EQ(salary(read(jobs, status, settings)), "1560.00");
  EXPECT_TRUE(read(jobs, status, settings).employee.hours.is_estimate);
}

TEST(GustoPay, AddsUpAllJobsAndTheTitleIsThePrimaryOnes) {  // G2
  const auto person =
      read(job("2020-01-01", pay("3000", "Month")) +
           R"(,{"uuid":"j2","hire_date":"2024-02-01","title":"Driver","primary":false,)"
           R"("compensations":[)" +
           pay("500", "Month", "2024-02-01") + "]}");
  EXPECT_EQ(titleOf(person.employee), "Baker") << "though the other job is the later one";
  EXPECT_EQ(cost(person, 2024, 1), "3000.00");
  EXPECT_EQ(cost(person, 2024, 2), "3500.00");
}

TEST(GustoPay, KeepsOwnersAndCommissionWithTheirPayUnknown) {  // G6
  const auto owner = read(job("2020-01-01", pay("5200", "Paycheck", "2020-01-01", "Owner")));
  EXPECT_EQ(salary(owner), "unknown");
  EXPECT_THAT(codes(owner), ElementsAre("salary_unknown"));
  const auto agent =
      read(job("2020-01-01", pay("24000", "Year", "2020-01-01", "Commission Only Exempt")));
  EXPECT_EQ(salary(agent), "unknown");
  EXPECT_THAT(codes(agent), ElementsAre("salary_unknown"));
}

TEST(GustoPay, FollowsTheHistoryAndPlannedRaises) {  // G7
  const auto person = read(job("2020-01-01", pay("3300", "Month", "2026-07-01") + "," +
                                                 pay("3000", "Month", "2020-01-01") + "," +
                                                 pay("3100", "Month", "2025-01-16")));
  EXPECT_EQ(cost(person, 2024, 12), "3000.00");
  EXPECT_EQ(cost(person, 2025, 1), "3051.61") << "15 days of 3000, 16 of 3100";
  EXPECT_EQ(cost(person, 2026, 6), "3100.00");
  EXPECT_EQ(cost(person, 2026, 7), "3300.00");
  EXPECT_EQ(salary(person), "3100.00");
}

TEST(GustoPay, NeedsUuidsOnly) {  // G8
  const auto person = read(
      job("2020-01-01", pay("3100", "Month"), R"("current_compensation_uuid":"pay-2020-01-01",)"));
  EXPECT_EQ(person.employee.id, "e-1");
  EXPECT_EQ(salary(person), "3100.00");
}

TEST(GustoPay, ThatIsNotToldIsUnknownAndNeverZero) {  // G9
  const auto person = read(R"({"uuid":"j","hire_date":"2020-01-01","primary":true})");
  EXPECT_EQ(salary(person), "unknown");
  EXPECT_FALSE(person.tells_pay);
  EXPECT_TRUE(person.has_jobs);
  EXPECT_EQ(person.employee.department, "");
  EXPECT_EQ(titleOf(person.employee), "");
}

TEST(GustoPay, OfTodayAloneCountsFromTodayOn) {  // G7
  const auto person =
      read(R"({"uuid":"j","hire_date":"2020-01-01","rate":"3100.00","payment_unit":"Month"})");
  EXPECT_EQ(salary(person), "3100.00");
  EXPECT_EQ(cost(person, 2025, 12), "unknown");
  EXPECT_EQ(cost(person, 2026, 4), "3100.00");
  EXPECT_THAT(codes(person), ElementsAre("pay_history_missing"));
}

TEST(GustoPay, InAUnitNobodyKnowsIsReported) {
  const auto person = read(job("2020-01-01", pay("1000", "Fortnight")));
  EXPECT_EQ(salary(person), "unknown");
  EXPECT_THAT(codes(person), ElementsAre("unknown_pay_unit"));
}

TEST(GustoPay, ThatCannotBeReadIsReported) {
  for (const char* rate : {"", "1,000.00", "-5", "1e5", "abc", "NaN"}) {
    const auto person = read(job("2020-01-01", pay(rate, "Month")));
    EXPECT_EQ(salary(person), "unknown") << rate;
    EXPECT_THAT(codes(person), ElementsAre("salary_unknown")) << rate;
  }
}

TEST(GustoPay, WithAForeignDateCountsFromTodayWhereItIsTheCurrentOne) {
  const std::string foreign = R"({"uuid":"c","rate":"3100","payment_unit":"Month",)"
                              R"("effective_date":"01/02/2025"})";
  const auto current = read(job("2020-01-01", foreign, R"("current_compensation_uuid":"c",)"));
  EXPECT_EQ(salary(current), "3100.00");
  EXPECT_EQ(cost(current, 2025, 12), "unknown");
  EXPECT_EQ(salary(read(job("2020-01-01", foreign))), "unknown");
}

TEST(GustoPerson, IsReadWhateverIsInThere) {
  for (const char* text :
       {R"({})", R"({"uuid":7,"jobs":{},"terminations":null})",
        R"({"uuid":"e","jobs":[null,7,[],{"compensations":[null,[],7]}],"terminations":[null,3]})",
        R"({"uuid":"e","first_name":[],"jobs":[{"rate":{},"payment_unit":9,"hire_date":5}]})",
        R"({"uuid":"e","hired_at":"2020-01-01","jobs":[{"rate":1e308,"payment_unit":"Year"}]})",
        R"({"uuid":"e","hired_at":"2020-01-01","jobs":[{"hire_date":"2020-01-01",
            "compensations":[{"rate":"999999999999999","payment_unit":"Hour",
            "effective_date":"2020-01-01"}]}]})"}) {
    const auto value = boost::json::parse(text);
    EXPECT_NO_THROW(readGustoPerson(value.get_object(), gustoHours(Settings::of({})), kToday))
        << text;
  }
}

TEST(GustoPerson, LeavesTheAnswerAsItIs) {  // G13
  const auto value = boost::json::parse(R"({"uuid":"e-1","jobs":[)" +
                                        job("2020-01-01", pay("3100", "Month")) + "]}");
  const std::string before = boost::json::serialize(value);
  const auto hours = gustoHours(Settings::of({}));
  const auto first = readGustoPerson(value.get_object(), hours, kToday);
  const auto second = readGustoPerson(value.get_object(), hours, kToday);
  EXPECT_EQ(boost::json::serialize(value), before);
  EXPECT_EQ(salary(first), salary(second));
}

}  // namespace
}  // namespace patchbay
