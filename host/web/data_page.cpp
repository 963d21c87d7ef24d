#include "host/web/data_page.hpp"

#include <algorithm>
#include <string>

#include "core/data/payroll_cost.hpp"
#include "host/web/month_chart.hpp"
#include "host/web/pages.hpp"

namespace patchbay::host::web {
namespace {

// More would be a page nobody reads; the JSON has them all.
constexpr std::size_t kMostCharts = 12;
constexpr std::size_t kMostPeople = 1'000;
constexpr std::size_t kMostWarnings = 100;

std::string cell(const std::string& text) { return "<td>" + escapeHtml(shorten(text)) + "</td>"; }

std::string amountCell(const std::optional<Decimal>& amount) {
  return "<td class=\"amount\">" + (amount ? amount->text() : std::string("\u2013")) + "</td>";
}

std::string heading(const std::string& text) {
  return "<th scope=\"col\">" + escapeHtml(text) + "</th>";
}

std::string paragraph(const std::string& text) {
  return "<p class=\"soft\">" + escapeHtml(text) + "</p>\n";
}

std::string listWarnings(const std::vector<DataWarning>& warnings) {
  if (warnings.empty()) return {};
  std::string html = "<h2>What to know</h2>\n<ul class=\"notes\">\n";
  for (std::size_t i = 0; i < std::min(warnings.size(), kMostWarnings); ++i) {
    const DataWarning& warning = warnings[i];
    html += "<li>" + escapeHtml(shorten(warning.text));
    if (!warning.subject.empty()) {
      html += " <span class=\"soft\">" + escapeHtml(shorten(warning.subject)) + "</span>";
    }
    html += "</li>\n";
  }
  html += "</ul>\n";
  if (warnings.size() > kMostWarnings) {
    html += paragraph("And " + std::to_string(warnings.size() - kMostWarnings) + " more.");
  }
  return html;
}

std::string currencyNote(const std::string& currency) {
  return paragraph(currency.empty() ? "The currency is unknown."
                                    : "All amounts in " + currency + ".");
}

// --- figures ---

std::optional<Decimal> valueAt(const DataSeries& series, Month month) {
  const auto found = series.values.find(month);
  if (found == series.values.end()) return std::nullopt;
  return found->second;
}

std::string chartOf(const DataSeries& series, const DataBatch& batch) {
  std::vector<MonthBar> bars;
  for (const Month month : batch.months) {
    bars.emplace_back(month, valueAt(series, month), batch.partial.contains(month));
  }
  return monthChart(series.label.empty() ? series.key : series.label, bars);
}

std::string rowOf(const DataSeries& series, const DataBatch& batch) {
  std::string html = "<tr>" + cell(series.section) + cell(series.label);
  for (const Month month : batch.months) html += amountCell(valueAt(series, month));
  return html + "</tr>\n";
}

std::string tableOf(const DataBatch& batch) {
  std::string html =
      "<div class=\"wide\"><table>\n<thead><tr>" + heading("Section") + heading("Row");
  for (const Month month : batch.months) html += heading(toText(lastDay(month)));
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& [key, series] : batch.series) html += rowOf(series, batch);
  return html + "</tbody>\n</table></div>\n";
}

std::string describe(const DataBatch& batch, Day) {
  std::string html = currencyNote(batch.currency);
  std::size_t charts = 0;
  for (const auto& [key, series] : batch.series) {
    // Totals tell the story; accounts are in the table.
    if (!series.account_id.empty() || charts++ >= kMostCharts) continue;
    html += chartOf(series, batch);
  }
  return html + "<h2>All figures</h2>\n" + tableOf(batch) + listWarnings(batch.warnings);
}

// --- people ---

std::string chartOf(const PayrollData& payroll) {
  std::vector<MonthBar> bars;
  for (const auto& [month, cost] : monthlyCosts(payroll)) {
    const bool is_unknown = cost.people > 0 && cost.unknown == cost.people;
    bars.emplace_back(month, is_unknown ? std::nullopt : std::optional(cost.total),
                      lastDay(month) >= payroll.today);
  }
  return monthChart("Payroll cost", bars);
}

std::string textOf(const std::optional<Day>& day) { return day ? toText(*day) : ""; }

std::string rowOf(const Employee& employee, Day today) {
  return "<tr>" + cell(employee.name) + cell(titleOf(employee)) + cell(employee.department) +
         cell(textOf(startDate(employee))) + cell(textOf(endDate(employee))) +
         amountCell(monthlySalary(employee, today)) + "</tr>\n";
}

std::string describe(const PayrollData& payroll, Day today) {
  std::string html = currencyNote(payroll.currency) + chartOf(payroll) +
                     "<h2>People</h2>\n<div class=\"wide\"><table>\n<thead><tr>" + heading("Name") +
                     heading("Title") + heading("Department") + heading("Since") +
                     heading("Until") + heading("A month") + "</tr></thead>\n<tbody>\n";
  const std::size_t shown = std::min(payroll.employees.size(), kMostPeople);
  for (std::size_t i = 0; i < shown; ++i) html += rowOf(payroll.employees[i], today);
  html += "</tbody>\n</table></div>\n";
  if (shown < payroll.employees.size()) {
    html += paragraph("And " + std::to_string(payroll.employees.size() - shown) + " more.");
  }
  return html + listWarnings(payroll.warnings);
}

}  // namespace

http::ServerResponse dataPage(std::string_view name, Day today, const NormalisedData& data) {
  const std::string title = "Data of " + std::string(name);
  return widePage(
      title, "<h1>" + escapeHtml(title) + "</h1>\n" +
                 std::visit([today](const auto& kind) { return describe(kind, today); }, data));
}

}  // namespace patchbay::host::web
