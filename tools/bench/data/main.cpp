// patchbay-bench-data: how long people take to become monthly costs, and Xero's months to arrive.
#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

#include "core/data/payroll.hpp"
#include "tools/bench/data/judge.hpp"
#include "tools/bench/data/xero_months.hpp"

namespace patchbay::bench {
namespace {

constexpr double kWantedMilliseconds = 1'000;

struct Options {
  int people = 10'000;
  int rounds = 9;
  int xero_rounds = 5;
};

Compensation pay(Day from, int rate, PayUnit unit) {
  Compensation compensation;
  compensation.effective_from = from;
  compensation.rate = Decimal::fromWhole(rate);
  compensation.unit = unit;
  return compensation;
}

/// Somebody with a history: every third is paid by the hour, every tenth has a second job, every
/// twelfth left and came back.
Employee person(int number) {
  using std::chrono::year;
  const Day hired = year(2015 + number % 10) / (1 + number % 12) / 1;
  Employee employee;
  employee.id = "person-" + std::to_string(number);
  employee.name = "Person " + std::to_string(number);
  employee.department = "Department " + std::to_string(number % 20);
  employee.hours = HoursAssumption(Decimal::fromWhole(40), false);
  employee.employments.emplace_back(hired, std::nullopt);
  if (number % 12 == 0) {
    employee.employments.front().to = Day(year(2025) / 3 / 14);
    employee.employments.emplace_back(Day(year(2025) / 9 / 1), std::nullopt);
  }
  for (int held = 0; held < (number % 10 == 0 ? 2 : 1); ++held) {
    Job job;
    job.id = employee.id + "-" + std::to_string(held);
    job.title = "Clerk";
    job.is_primary = held == 0;
    const PayUnit unit = number % 3 == 0 ? PayUnit::hour : PayUnit::year;
    const int rate = number % 3 == 0 ? 20 + number % 30 : 40'000 + number;
    job.compensations = {pay(hired, rate, unit), pay(year(2025) / 1 / 1, rate + 2, unit),
                         pay(year(2026) / 2 / 15, rate + 5, unit)};
    employee.jobs.push_back(std::move(job));
  }
  return employee;
}

PayrollData makePayroll(int people) {
  using std::chrono::year;
  const Day today = year(2026) / 7 / 8;
  PayrollData payroll(DateRange(year(2024) / 8 / 1, year(2026) / 7 / 31), today);
  payroll.currency = "USD";
  for (int number = 0; number < people; ++number) payroll.employees.push_back(person(number));
  return payroll;
}

/// @returns whether people become monthly costs as quickly as wanted.
bool measurePeople(const Options& options) {
  const PayrollData payroll = makePayroll(options.people);
  const std::string people = std::to_string(options.people) + " people, 24 months: ";
  std::size_t size = 0;
  const double costs = measure(options.rounds, [&] { size += monthlyCosts(payroll).size(); });
  const double answer =
      measure(options.rounds, [&] { size += boost::json::serialize(toJson(payroll)).size(); });
  const bool are_costs_quick = judge(people + "monthly costs", costs, kWantedMilliseconds);
  const bool is_answer_quick = judge(people + "the whole answer", answer, kWantedMilliseconds);
  std::printf("the answer has %.1f MB\n",
              static_cast<double>(boost::json::serialize(toJson(payroll)).size()) / 1e6);
  return size > 0 && are_costs_quick && is_answer_quick;
}

}  // namespace
}  // namespace patchbay::bench

int main(int argc, char** argv) {
  patchbay::bench::Options options;
  CLI::App app(
      "Measures how long people take to become monthly costs, and Xero's months to arrive.");
  app.add_option("--people", options.people, "how many people")->capture_default_str();
  app.add_option("--rounds", options.rounds, "how often; the median counts")->capture_default_str();
  app.add_option("--xero-rounds", options.xero_rounds, "how often Xero's months are fetched")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const auto programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const bool are_people_quick = patchbay::bench::measurePeople(options);
    const bool are_months_quick = patchbay::bench::measureXeroMonths(programs, options.xero_rounds);
    return are_people_quick && are_months_quick ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "patchbay-bench-data: " << error.what() << "\n";
    return 1;
  }
}
