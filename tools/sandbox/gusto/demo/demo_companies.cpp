#include <boost/json/value.hpp>

#include "core/crypto/digest.hpp"
#include "tools/sandbox/gusto/demo/demo_data.hpp"

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

struct CompanyRow {
  std::string_view uuid;
  std::string_view name;
  std::string_view slug;
  std::string_view ein;
  std::string_view entity_type;
  std::string_view tier;
  std::string_view status;
  std::string_view pay_schedule_type;
  std::string_view join_date;
  std::string_view street;
  std::string_view city;
  std::string_view state;
  std::string_view zip;
};

constexpr CompanyRow kCompanies[] = {
    {"5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90", "Larkspur Bakery Collective", "larkspur-bakery",
     "00-0000001", "LLC", "plus", "Approved", "by_employee", "2019-02-11", "14 Millrace Lane",
     "Fort Bramble", "CO", "80500"},
    {"8c40f7a6-2d15-4b7e-a2c9-91e6b3d5704f", "Tern Harbor Freight", "tern-harbor-freight",
     "00-0000002", "S-Corporation", "simple", "Approved", "single", "2021-06-01", "3 Breakwater Rd",
     "Tern Harbor", "ME", "04000"},
    {"e27b9d10-63cf-4fa8-8d44-0c5a1f7e2b36", "Quillon Instruments", "quillon-instruments",
     "00-0000003", "C-Corporation", "premium", "Not Approved", "hourly_salaried", "2026-01-05",
     "900 Vernier Street", "Castlewick", "OR", "97000"},
};

json::array locationsOf(const CompanyRow& row) {
  return {json::object{{"street_1", row.street},
                       {"street_2", nullptr},
                       {"city", row.city},
                       {"state", row.state},
                       {"zip", row.zip},
                       {"country", "USA"},
                       {"active", true}}};
}

json::object payTypesOf(std::string_view company) {
  const auto named = [company](std::string_view name) {
    return json::object{{"uuid", uuidFrom(std::string(company) + std::string(name))},
                        {"name", name}};
  };
  json::object overtime = named("Overtime");
  overtime["multiple"] = "1.5";
  return {{"hourly", json::array{std::move(overtime)}},
          {"fixed", json::array{named("Bonus"), named("Reimbursement")}},
          {"paid_time_off", json::array{named("Vacation Hours"), named("Sick Hours")}}};
}

json::object signatoryOf(const CompanyRow& row) {
  return {{"uuid", uuidFrom(std::string(row.uuid) + " signatory")},
          {"first_name", "Maribel"},
          {"middle_initial", "T"},
          {"last_name", "Osei"},
          {"phone", "5550100200"},
          {"email", "maribel.osei@example.test"},
          {"home_address", json::object{{"street_1", "7 Orchard Row"},
                                        {"street_2", nullptr},
                                        {"city", row.city},
                                        {"state", row.state},
                                        {"zip", row.zip},
                                        {"country", "USA"}}}};
}

json::object documentOf(const CompanyRow& row) {
  return {{"uuid", row.uuid},
          {"name", row.name},
          {"slug", row.slug},
          {"trade_name", nullptr},
          {"ein", row.ein},
          {"join_date", row.join_date},
          {"entity_type", row.entity_type},
          {"tier", row.tier},
          {"company_status", row.status},
          {"contractor_only", false},
          {"is_suspended", false},
          {"is_partner_managed", false},
          {"is_high_risk_business", false},
          {"is_marijuana_business", false},
          {"pay_schedule_type", row.pay_schedule_type},
          {"funding_type", "ach"},
          {"locations", locationsOf(row)},
          {"compensations", payTypesOf(row.uuid)},
          {"primary_signatory", signatoryOf(row)},
          {"primary_payroll_admin", json::object{{"first_name", "Avery"},
                                                 {"last_name", "Lindqvist"},
                                                 {"phone", "5550100100"},
                                                 {"email", DemoAdmin::kEmail}}}};
}

}  // namespace

std::vector<Company> makeDemoCompanies() {
  std::vector<Company> companies;
  for (const CompanyRow& row : kCompanies) {
    companies.push_back(Company{std::string(row.uuid), std::string(row.name), documentOf(row),
                                makeDemoPeople(row.uuid, row.name)});
  }
  return companies;
}

std::string versionFrom(std::string_view seed) {
  return crypto::sha256Hex("version of " + std::string(seed)).substr(0, 32);
}

}  // namespace patchbay::sandbox::gusto
