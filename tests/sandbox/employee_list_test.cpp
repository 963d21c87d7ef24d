#include "tools/sandbox/gusto/api/employee_list.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <functional>
#include <set>

#include "tools/sandbox/gusto/api/api_gate.hpp"

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

const Company& bakery() {
  static const std::vector<Company> companies = makeDemoCompanies();
  return companies.front();
}

EmployeePage list(const oauth::Parameters& query, const char* today = "2026-06-01",
                  bool with_pay = true, bool forced_paging = false) {
  return listEmployees(bakery(), query, {today, with_pay, forced_paging});
}

json::object person(std::string_view first_name, const oauth::Parameters& query = {},
                    const char* today = "2026-06-01") {
  for (const json::value& entry : list(query, today).employees) {
    if (entry.at("first_name").as_string() == first_name) return entry.as_object();
  }
  ADD_FAILURE() << "nobody is called " << first_name;
  return {};
}

TEST(DemoPeople, AreTheSameAtEveryStart) {
  const std::vector<Company> again = makeDemoCompanies();
  ASSERT_EQ(again.size(), 3u);
  EXPECT_EQ(again.front().uuid, "5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90");
  EXPECT_EQ(again.front().employees, bakery().employees);
}

TEST(DemoPeople, HaveUuidsOfTheirOwnAndInventedMail) {
  std::set<std::string> uuids;
  for (const Company& company : makeDemoCompanies()) {
    for (const json::object& one : company.employees) {
      EXPECT_TRUE(uuids.insert(std::string(one.at("uuid").as_string())).second);
      EXPECT_TRUE(one.at("email").as_string().ends_with("@example.test"));
    }
  }
  EXPECT_EQ(uuids.size(), 44u);
}

TEST(EmployeeList, GivesEverybodyWhenNoPageIsAskedFor) {
  const EmployeePage everybody = list({{"per", "5"}});
  EXPECT_EQ(everybody.employees.size(), 36u);
  EXPECT_FALSE(everybody.page);
}

TEST(EmployeeList, GivesTheFirstPageWhenPagingIsForced) {
  const EmployeePage first = list({}, "2026-06-01", true, true);
  EXPECT_EQ(first.employees.size(), 25u);
  EXPECT_EQ(first.page, 1u);
  EXPECT_EQ(first.total, 36u);
  EXPECT_EQ(list({{"page", "2"}}, "2026-06-01", true, true).employees.size(), 11u);
}

TEST(EmployeeList, PagesWithoutGapOrOverlap) {
  std::set<std::string> seen;
  for (const char* page : {"1", "2", "3"}) {
    for (const json::value& one : list({{"page", page}, {"per", "15"}}).employees) {
      EXPECT_TRUE(seen.insert(std::string(one.at("uuid").as_string())).second);
    }
  }
  EXPECT_EQ(seen.size(), 36u);
  EXPECT_TRUE(list({{"page", "4"}, {"per", "15"}}).employees.empty());
  EXPECT_TRUE(list({{"page", "18446744073709551615"}, {"per", "15"}}).employees.empty());
}

TEST(EmployeeList, PagesBy25AndNeverByMoreThan100) {
  EXPECT_EQ(list({{"page", "1"}}).per, 25u);
  EXPECT_EQ(list({{"page", "1"}, {"per", "101"}}).per, 100u);
}

TEST(EmployeeList, RefusesAPageThatIsNoNumber) {
  EXPECT_THROW(list({{"page", "0"}}), ApiRefusal);
  EXPECT_THROW(list({{"page", "-1"}}), ApiRefusal);
  EXPECT_THROW(list({{"page", "1x"}}), ApiRefusal);
}

TEST(EmployeeList, FiltersByTermination) {
  EXPECT_EQ(list({{"terminated", "true"}}).total, 4u);
  EXPECT_EQ(list({{"terminated", "false"}}).total, 32u);
  EXPECT_EQ(list({{"terminated_today", "true"}}).total, 3u);
  EXPECT_EQ(list({{"terminated_today", "true"}}, "2031-07-01").total, 4u);
}

TEST(EmployeeList, FiltersByOnboarding) {
  EXPECT_EQ(list({{"onboarded", "true"}}).total, 34u);
  EXPECT_EQ(list({{"onboarded", "false"}}).total, 2u);
  EXPECT_EQ(list({{"onboarded_active", "true"}}).total, 31u);
}

TEST(EmployeeList, FiltersByUuidsAndSearchTerm) {
  const std::string uuid(person("Ines").at("uuid").as_string());
  EXPECT_EQ(list({{"uuids", uuid + ",unknown"}}).total, 1u);
  EXPECT_EQ(list({{"search_term", "OKAFOR"}}).total, 1u);
  EXPECT_EQ(list({{"payroll_uuid", "any"}}).total, 0u);
}

TEST(EmployeeList, SortsByName) {
  const EmployeePage forwards = list({{"sort_by", "name"}});
  const EmployeePage backwards = list({{"sort_by", "name:desc"}});
  EXPECT_EQ(forwards.employees.front().at("last_name"), "Abernathy");
  EXPECT_EQ(backwards.employees.back().at("last_name"), "Abernathy");
  EXPECT_THROW(list({{"sort_by", "salary"}}), ApiRefusal);
}

TEST(EmployeePay, IsAbsentWithoutTheScope) {
  const EmployeePage page = list({{"include", "all_compensations"}}, "2026-06-01", false);
  const json::object& job = page.employees.front().at("jobs").at(0).as_object();
  for (const char* member :
       {"rate", "payment_unit", "current_compensation_uuid", "compensations"}) {
    EXPECT_FALSE(job.contains(member)) << member;
  }
  EXPECT_EQ(job.at("title"), "Founder");
}

TEST(EmployeePay, ShowsTheCurrentCompensationOnly) {
  const json::object today = person("Dario").at("jobs").at(0).as_object();
  EXPECT_EQ(today.at("rate"), "25.80");
  EXPECT_EQ(today.at("compensations").as_array().size(), 1u);
  const json::object later = person("Dario", {}, "2031-01-01").at("jobs").at(0).as_object();
  EXPECT_EQ(later.at("rate"), "27.09");
  EXPECT_EQ(later.at("current_compensation_uuid"), later.at("compensations").at(0).at("uuid"));
}

TEST(EmployeePay, ShowsHistoryAndPlansOnRequest) {
  const oauth::Parameters all{{"include", "all_compensations"}};
  EXPECT_EQ(person("Dario", all).at("jobs").at(0).at("compensations").as_array().size(), 2u);
  EXPECT_EQ(person("Dario", all).at("jobs").at(0).at("rate"), "25.80");
  EXPECT_EQ(person("Jorah", all).at("jobs").at(0).at("compensations").as_array().size(), 2u);
}

TEST(EmployeeRecord, OfAnOwnerIsPaidByPaycheck) {
  const json::object job = person("Maribel").at("jobs").at(0).as_object();
  EXPECT_EQ(job.at("payment_unit"), "Paycheck");
  EXPECT_EQ(job.at("compensations").at(0).at("flsa_status"), "Owner");
}

TEST(EmployeeRecord, OfANewHireHasNoJob) {
  const json::object hire = person("Junia");
  EXPECT_TRUE(hire.at("jobs").as_array().empty());
  EXPECT_TRUE(hire.at("current_employment_status").is_null());
  EXPECT_EQ(hire.at("onboarded"), false);
}

TEST(EmployeeRecord, OfARehiredPersonKeepsTheOldTermination) {
  const json::object rehired = person("Gideon");
  EXPECT_EQ(rehired.at("terminated"), false);
  EXPECT_EQ(rehired.at("terminations").at(0).at("active"), false);
  EXPECT_EQ(rehired.at("terminations").at(0).at("cancelable"), false);
  EXPECT_EQ(rehired.at("jobs").at(0).at("hire_date"), "2025-03-03");
}

TEST(EmployeeRecord, OfALeaverBecomesActiveTheDayAfterTheLastOne) {
  const auto active = [](const char* today) {
    return person("Hester", {}, today).at("terminations").at(0).at("active").as_bool();
  };
  EXPECT_FALSE(active("2031-06-30"));
  EXPECT_TRUE(active("2031-07-01"));
}

TEST(EmployeeRecord, OfADriverHasOnePrimaryJobOfTwo) {
  const json::object driver = person("Matthias");
  EXPECT_EQ(driver.at("jobs").as_array().size(), 2u);
  EXPECT_EQ(driver.at("jobs").at(0).at("primary"), true);
  EXPECT_EQ(driver.at("jobs").at(1).at("primary"), false);
}

TEST(EmployeeRecord, ShowsWhatIncludeAsksFor) {
  EXPECT_FALSE(person("Ines").contains("company_name"));
  EXPECT_FALSE(person("Ines").contains("custom_fields"));
  const json::object more = person("Ines", {{"include", "company_name,current_home_address"}});
  EXPECT_EQ(more.at("company_name"), "Larkspur Bakery Collective");
  EXPECT_EQ(more.at("current_home_address").at("country"), "USA");
}

}  // namespace
}  // namespace patchbay::sandbox::gusto
