#include "core/data/payroll_cost.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Month month(int year, unsigned number) {
  return std::chrono::year(year) / std::chrono::month(number);
}

Day day(const char* text) { return parseDay(text).value(); }

const Day kToday = parseDay("2026-07-08").value();

Compensation pay(const char* from, const char* rate, PayUnit unit) {
  Compensation compensation;
  compensation.effective_from = day(from);
  compensation.rate = Decimal::parse(rate);
  compensation.unit = unit;
  return compensation;
}

Job job(std::vector<Compensation> compensations) {
  Job held;
  held.compensations = std::move(compensations);
  return held;
}

/// Somebody employed since 2020 who holds these jobs.
Employee person(std::vector<Job> jobs) {
  Employee employee;
  employee.id = "e-1";
  employee.employments.emplace_back(day("2020-01-01"), std::nullopt);
  employee.jobs = std::move(jobs);
  employee.hours = HoursAssumption(Decimal::fromWhole(40), false);
  return employee;
}

Employee person(const char* rate, PayUnit unit) {
  return person({job({pay("2020-01-01", rate, unit)})});
}

std::string textOf(const std::optional<Decimal>& amount) {
  return amount ? amount->text() : "unknown";
}

std::string salary(const char* rate, PayUnit unit, const char* hours = "40") {
  Employee employee = person(rate, unit);
  employee.hours = HoursAssumption(Decimal::parse(hours).value(), false);
  return textOf(monthlySalary(employee, kToday));
}

// G3, G4: multiplied first, by 52/12 and not by 4.33, rounded once, cents kept.
TEST(MonthlySalary, IsExactToTheCent) {
  EXPECT_EQ(salary("86500", PayUnit::year), "7208.33");
  EXPECT_EQ(salary("5416.66", PayUnit::month), "5416.66");
  EXPECT_EQ(salary("1250", PayUnit::week), "5416.67");
  EXPECT_EQ(salary("24.75", PayUnit::hour, "40"), "4290.00");
  EXPECT_EQ(salary("24.75", PayUnit::hour, "30"), "3217.50");
  EXPECT_EQ(salary("18.99", PayUnit::hour, "20"), "1645.80");
  EXPECT_EQ(salary("20", PayUnit::hour, "37.5"), "3250.00");
}

// G6: owners paid per paycheck and people on commission stay, with a salary that is unknown.
TEST(MonthlySalary, IsUnknownWhereNoTimeIsPaidFor) {
  EXPECT_EQ(salary("1000", PayUnit::other), "unknown");
  EXPECT_EQ(textOf(monthlySalary(person({}), kToday)), "unknown");
}

// G9: a rate that is not told is not 0.
TEST(MonthlySalary, IsUnknownWhereTheRateIsNotTold) {
  Compensation untold = pay("2020-01-01", "1", PayUnit::year);
  untold.rate.reset();
  EXPECT_EQ(textOf(monthlySalary(person({job({untold})}), kToday)), "unknown");
  EXPECT_EQ(textOf(costOf(person({job({untold})}), month(2026, 6))), "unknown");
}

// G2: what is paid is the sum of the jobs held at once.
TEST(MonthlySalary, IsTheSumOfConcurrentJobs) {
  const auto employee = person({job({pay("2020-01-01", "36000", PayUnit::year)}),
                                job({pay("2020-01-01", "10", PayUnit::hour)})});
  EXPECT_EQ(textOf(monthlySalary(employee, kToday)), "4733.33");
}

TEST(MonthlySalary, IsTheLastOneOfWhoHasLeftAndTheFirstOfWhoHasNotBegun) {
  Employee employee = person(
      {job({pay("2020-01-01", "1000", PayUnit::month), pay("2025-01-01", "2000", PayUnit::month),
            pay("2027-01-01", "3000", PayUnit::month)})});
  EXPECT_EQ(textOf(monthlySalary(employee, kToday)), "2000.00");
  employee.employments = {Employment(day("2020-01-01"), day("2024-06-30"))};
  EXPECT_EQ(textOf(monthlySalary(employee, kToday)), "1000.00");
  employee.employments = {Employment(day("2027-02-01"), std::nullopt)};
  EXPECT_EQ(textOf(monthlySalary(employee, kToday)), "3000.00");
}

// G7: each month costs what was paid then, and a planned raise counts from its day.
TEST(MonthlyCost, FollowsTheHistoryOfPay) {
  const auto employee = person({job(
      {pay("2026-06-16", "6000", PayUnit::month), pay("2020-01-01", "3000", PayUnit::month)})});
  EXPECT_EQ(textOf(costOf(employee, month(2026, 5))), "3000.00");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 6))), "4500.00");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 7))), "6000.00");
}

TEST(MonthlyCost, CountsEachDayOfEmployment) {
  Employee employee = person("3100", PayUnit::month);
  employee.employments = {Employment(day("2026-07-30"), day("2026-08-01"))};
  EXPECT_EQ(textOf(costOf(employee, month(2026, 6))), "0.00");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 7))), "200.00");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 8))), "100.00");
}

// 0.01 and twice 1.004: rounded job by job it would be 2.01.
TEST(MonthlyCost, IsRoundedOnceAMonth) {
  const auto employee = person({job({pay("2026-02-01", "0.01", PayUnit::month)}),
                                job({pay("2026-02-01", "1.004", PayUnit::month)}),
                                job({pay("2026-02-01", "1.004", PayUnit::month)})});
  EXPECT_EQ(textOf(costOf(employee, month(2026, 2))), "2.02");
}

// G11: between two employments nothing is paid; both of them count.
TEST(MonthlyCost, LeavesOutTheTimeBetweenTwoEmployments) {
  Employee employee = person("3000", PayUnit::month);
  employee.employments = {Employment(day("2026-06-01"), std::nullopt),
                          Employment(day("2024-01-01"), day("2026-04-15"))};
  EXPECT_EQ(textOf(costOf(employee, month(2026, 4))), "1500.00");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 5))), "0.00");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 6))), "3000.00");
  EXPECT_EQ(toText(startDate(employee).value()), "2024-01-01");
  EXPECT_FALSE(endDate(employee));
}

TEST(MonthlyCost, PaysNoDayTwiceWhereEmploymentsOverlap) {
  Employee employee = person("3000", PayUnit::month);
  employee.employments = {Employment(day("2026-06-01"), day("2026-06-20")),
                          Employment(day("2026-06-10"), day("2026-06-30"))};
  EXPECT_EQ(textOf(costOf(employee, month(2026, 6))), "3000.00");
}

TEST(MonthlyCost, IsUnknownBeforeTheFirstKnownPay) {
  const auto employee = person({job({pay("2026-06-16", "3000", PayUnit::month)})});
  EXPECT_EQ(textOf(costOf(employee, month(2026, 5))), "unknown");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 6))), "unknown");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 7))), "3000.00");
}

TEST(MonthlyCost, EndsWithAJobWhileTheOtherGoesOn) {
  Employee employee = person({job({pay("2020-01-01", "3000", PayUnit::month)}),
                              job({pay("2020-01-01", "600", PayUnit::month)})});
  employee.jobs[1].to = day("2026-06-10");
  EXPECT_EQ(textOf(costOf(employee, month(2026, 6))), "3200.00");
  employee.jobs.erase(employee.jobs.begin());
  EXPECT_EQ(textOf(costOf(employee, month(2026, 6))), "unknown");  // employed, but without a job
}

// G1: 2020, 2018, 2019 begins in 2018.
TEST(Employments, BeginWithTheEarliestInWhateverOrder) {
  Employee employee = person({});
  employee.employments = {Employment(day("2020-05-01"), std::nullopt),
                          Employment(day("2018-02-01"), std::nullopt),
                          Employment(day("2019-09-01"), std::nullopt)};
  EXPECT_EQ(toText(startDate(employee).value()), "2018-02-01");
  EXPECT_THAT(inOrder(employee.employments),
              ElementsAre(Employment(day("2018-02-01"), std::nullopt)));
}

TEST(Employments, AreOneWhereOneFollowsTheOther) {
  EXPECT_THAT(inOrder({Employment(day("2024-02-01"), day("2024-02-29")),
                       Employment(day("2024-01-01"), day("2024-01-31")),
                       Employment(day("2024-03-02"), day("2024-03-31")),
                       Employment(day("2024-09-02"), day("2024-03-31"))}),
              ElementsAre(Employment(day("2024-01-01"), day("2024-02-29")),
                          Employment(day("2024-03-02"), day("2024-03-31"))));
}

// G2: the primary job gives the title.
TEST(Title, IsThatOfThePrimaryJob) {
  Employee employee = person({job({}), job({}), job({})});
  employee.jobs[1].title = "Driver";
  EXPECT_EQ(titleOf(employee), "Driver");
  employee.jobs[2].title = "Dispatcher";
  employee.jobs[2].is_primary = true;
  EXPECT_EQ(titleOf(employee), "Dispatcher");
}

// G5: people without stated hours are not taken for full time, and the guess is marked.
TEST(HoursPolicy, MarksWhatIsGuessed) {
  HoursPolicy policy({{"full_time", Decimal::fromWhole(40)}}, Decimal::fromWhole(20));
  EXPECT_EQ(policy.hoursFor("full_time").per_week.text(), "40.00");
  EXPECT_FALSE(policy.hoursFor("full_time").is_estimate);
  EXPECT_EQ(policy.hoursFor("seasonal").per_week.text(), "20.00");
  EXPECT_TRUE(policy.hoursFor("seasonal").is_estimate);
  EXPECT_TRUE(policy.hoursFor("").is_estimate);
}

TEST(HoursPolicy, IsChangedByASetting) {
  HoursPolicy policy({{"full_time", Decimal::fromWhole(40)}}, Decimal::fromWhole(20));
  policy.change("ACME_HOURS", "full_time=37.5,variable=10");
  EXPECT_EQ(policy.hoursFor("full_time").per_week.text(), "37.50");
  EXPECT_FALSE(policy.hoursFor("full_time").is_estimate);
  EXPECT_EQ(policy.hoursFor("variable").per_week.text(), "10.00");
  EXPECT_TRUE(policy.hoursFor("variable").is_estimate);
}

TEST(HoursPolicy, NamesTheSettingThatCannotBeRead) {
  HoursPolicy policy({}, Decimal::fromWhole(20));
  for (const char* text : {"full_time", "=40", "x=", "x=-1", "x=169", "x=7.555", "x=1,,y=2"}) {
    try {
      policy.change("ACME_HOURS", text);
      ADD_FAILURE() << text;
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
      EXPECT_THAT(error.publicText(), HasSubstr("ACME_HOURS"));
    }
  }
}

}  // namespace
}  // namespace patchbay
