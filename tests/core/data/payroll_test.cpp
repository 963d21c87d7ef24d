#include "core/data/payroll.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace patchbay {
namespace {

Day day(const char* text) { return parseDay(text).value(); }

Employee hourly(const std::string& id, bool is_estimate) {
  Compensation compensation;
  compensation.effective_from = day("2025-01-01");
  compensation.rate = Decimal::parse("24.75");
  compensation.unit = PayUnit::hour;
  Job job;
  job.id = "j-" + id;
  job.title = "Dispatcher";
  job.is_primary = true;
  job.from = day("2025-01-01");
  job.compensations.push_back(compensation);
  Employee employee;
  employee.id = id;
  employee.name = "Ines Okafor";
  employee.department = "Operations";
  employee.employments.emplace_back(day("2025-01-01"), std::nullopt);
  employee.jobs.push_back(job);
  employee.hours = HoursAssumption(Decimal::fromWhole(30), is_estimate);
  return employee;
}

PayrollData july() {
  PayrollData payroll({day("2026-06-10"), day("2026-07-08")}, day("2026-07-08"));
  payroll.currency = "USD";
  return payroll;
}

TEST(Payroll, IsWrittenWithWhatWasAssumed) {
  PayrollData payroll = july();
  payroll.employees.push_back(hourly("e-1", true));
  EXPECT_EQ(
      boost::json::serialize(toJson(payroll)),
      R"({"currency":"USD","employees":[{"id":"e-1","name":"Ines Okafor","department":"Operations",)"
      R"("title":"Dispatcher","start_date":"2025-01-01","end_date":null,)"
      R"("monthly_salary":"3217.50","hours_assumption":{"hours_per_week":"30.00","estimate":true},)"
      R"("employments":[{"from":"2025-01-01","to":null}],"jobs":[{"id":"j-e-1",)"
      R"("title":"Dispatcher","primary":true,"from":"2025-01-01","to":null,"compensations":[)"
      R"({"effective_from":"2025-01-01","rate":"24.75","unit":"hour"}]}]}],"monthly_cost":{)"
      R"("2026-06-30":{"total":"3217.50","people":1,"unknown":0},)"
      R"("2026-07-31":{"total":"3217.50","people":1,"unknown":0}},)"
      R"("partial":["2026-07-31"],"warnings":[]})");
}

// G14, G15: people keep the provider's ids and order.
TEST(Payroll, KeepsTheProvidersIdsAndOrder) {
  PayrollData payroll = july();
  for (const char* id : {"e-3", "e-1", "e-2"}) payroll.employees.push_back(hourly(id, false));
  const auto first = boost::json::serialize(toJson(payroll));
  EXPECT_EQ(first, boost::json::serialize(toJson(payroll)));
  EXPECT_LT(first.find(R"("id":"e-3")"), first.find(R"("id":"e-1")"));
}

// G6, G9: a total without those whose pay is unknown says how many they are, and is null when
// nothing is known.
TEST(Payroll, CountsThoseWhosePayIsUnknown) {
  PayrollData payroll = july();
  payroll.employees.push_back(hourly("e-1", false));
  payroll.employees[0].jobs[0].compensations[0].rate.reset();
  auto costs = boost::json::serialize(toJson(payroll).at("monthly_cost").at("2026-07-31"));
  EXPECT_EQ(costs, R"({"total":null,"people":1,"unknown":1})");
  payroll.employees.push_back(hourly("e-2", false));
  costs = boost::json::serialize(toJson(payroll).at("monthly_cost").at("2026-07-31"));
  EXPECT_EQ(costs, R"({"total":"3217.50","people":2,"unknown":1})");
}

TEST(Payroll, CostsNothingWithoutPeople) {
  EXPECT_EQ(boost::json::serialize(toJson(july()).at("monthly_cost").at("2026-07-31")),
            R"({"total":"0.00","people":0,"unknown":0})");
}

}  // namespace
}  // namespace patchbay
