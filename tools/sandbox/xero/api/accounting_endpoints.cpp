#include "tools/sandbox/xero/api/accounting_endpoints.hpp"

#include <utility>

#include "core/crypto/random.hpp"
#include "tools/sandbox/common/uuid.hpp"
#include "tools/sandbox/xero/api/api_gate.hpp"
#include "tools/sandbox/xero/reports/reports.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

/// `/Date(1767225600000)/`, milliseconds since the epoch.
std::string dateText(TimePoint time) {
  return "/Date(" + std::to_string(time.time_since_epoch().count()) + ")/";
}

}  // namespace

json::object AccountingEndpoints::envelope() const {
  return {{"Id", uuidFrom(crypto::randomToken())},
          {"Status", "OK"},
          {"ProviderName", "Sandbox Application"},
          {"DateTimeUTC", dateText(clock_.now())}};
}

json::object AccountingEndpoints::organisation(const Organisation& organisation) const {
  json::object document = envelope();
  document["Organisations"] =
      json::array{json::object{{"OrganisationID", organisation.id},
                               {"Name", organisation.name},
                               {"LegalName", organisation.name},
                               {"ShortCode", organisation.short_code},
                               {"OrganisationType", "COMPANY"},
                               {"OrganisationEntityType", "COMPANY"},
                               {"OrganisationStatus", "ACTIVE"},
                               {"Version", organisation.edition},
                               {"Edition", "BUSINESS"},
                               {"Class", "STANDARD"},
                               {"BaseCurrency", organisation.currency},
                               {"CountryCode", organisation.country},
                               {"IsDemoCompany", false},
                               {"PaysTax", true},
                               {"FinancialYearEndDay", organisation.year_end_day},
                               {"FinancialYearEndMonth", organisation.year_end_month},
                               {"SalesTaxBasis", "ACCRUALS"},
                               {"SalesTaxPeriod", "QUARTERLY1"},
                               {"CreatedDateUTC", "/Date(1609459200000+0000)/"},
                               {"Timezone", organisation.timezone},
                               {"Addresses", json::array()},
                               {"Phones", json::array()},
                               {"ExternalLinks", json::array()},
                               {"PaymentTerms", json::object()}}};
  return document;
}

void AccountingEndpoints::refuseWithoutRole() const {
  if (!settings_.has_reports_role) throw ApiRefusal(403, "Forbidden", "AuthenticationUnsuccessful");
}

json::object AccountingEndpoints::report(const Organisation& organisation, const Heading& heading,
                                         json::array rows) const {
  json::object document = envelope();
  document["Reports"] = json::array{
      json::object{{"ReportID", heading.id},
                   {"ReportName", heading.name},
                   {"ReportType", heading.id},
                   {"ReportTitles", json::array{heading.title, organisation.name, heading.period}},
                   {"ReportDate", longDay(dayOf(clock_.now()))},
                   {"UpdatedDateUTC", dateText(clock_.now())},
                   {"Fields", json::array()},
                   {"Rows", std::move(rows)}}};
  return document;
}

json::object AccountingEndpoints::profitAndLoss(const http::ServerRequest& request,
                                                const Organisation& organisation) const {
  refuseWithoutRole();
  const Day today = dayOf(clock_.now());
  const ProfitAndLossRequest asked = readProfitAndLoss(request.query, today);
  const Span& span = asked.columns.front();
  return report(organisation,
                {"ProfitAndLoss", "Profit and Loss", "Profit & Loss",
                 longDay(span.from) + " to " + longDay(span.to)},
                profitAndLossRows(organisation, asked, today, settings_));
}

json::object AccountingEndpoints::balanceSheet(const http::ServerRequest& request,
                                               const Organisation& organisation) const {
  refuseWithoutRole();
  const Day today = dayOf(clock_.now());
  const BalanceSheetRequest asked = readBalanceSheet(request.query, today);
  return report(
      organisation,
      {"BalanceSheet", "Balance Sheet", "Balance Sheet", "As at " + longDay(asked.columns.front())},
      balanceSheetRows(organisation, asked, today, settings_));
}

}  // namespace patchbay::sandbox::xero
