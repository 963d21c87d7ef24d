#include "host/web/data_page.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/data/payroll_cost.hpp"
#include "host/web/figure_text.hpp"
#include "host/web/month_chart.hpp"
#include "host/web/pages.hpp"

namespace patchbay::host::web {
namespace {

// More would be a page nobody reads; the JSON has them all.
constexpr std::size_t kMostCharts = 12;  // of one statement
constexpr std::size_t kMostPeople = 1'000;
constexpr std::size_t kMostWarnings = 100;
// More stay folded, so that the figures are on the first screen.
constexpr std::size_t kMostOpenWarnings = 3;

std::string cell(const std::string& text) { return "<td>" + escapeHtml(shorten(text)) + "</td>"; }

std::string amountCell(const std::optional<Decimal>& amount) {
  return "<td class=\"amount\">" + (amount ? amountText(*amount) : std::string("\u2013")) + "</td>";
}

std::string heading(const std::string& text, bool is_amount = false) {
  return std::string("<th scope=\"col\"") + (is_amount ? " class=\"amount\">" : ">") +
         escapeHtml(text) + "</th>";
}

std::string rowHeading(const std::string& text) {
  return "<th scope=\"row\">" + escapeHtml(shorten(text)) + "</th>";
}

std::string paragraph(const std::string& text) {
  return "<p class=\"soft\">" + escapeHtml(text) + "</p>\n";
}

/// Wider than the window it scrolls, by the keyboard too.
std::string table(const std::string& name, const std::string& head, const std::string& rows) {
  const std::string label = escapeHtml(name);
  return "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" + label +
         "\"><table>\n<thead><tr>" + head + "</tr></thead>\n<tbody>\n" + rows +
         "</tbody>\n</table></div>\n";
}

std::string warningItem(const DataWarning& warning) {
  std::string html = "<li>" + escapeHtml(shorten(warning.text));
  if (!warning.subject.empty()) {
    html += " <span class=\"soft\">" + escapeHtml(shorten(warning.subject)) + "</span>";
  }
  return html + "</li>\n";
}

std::string listWarnings(const std::vector<DataWarning>& warnings) {
  if (warnings.empty()) return {};
  const std::size_t count = warnings.size();
  std::string html = std::string("<details") + (count > kMostOpenWarnings ? "" : " open") +
                     "><summary>What to know: " + std::to_string(count) +
                     (count == 1 ? " note" : " notes") + "</summary>\n<ul class=\"notes\">\n";
  for (std::size_t i = 0; i < std::min(count, kMostWarnings); ++i) html += warningItem(warnings[i]);
  html += "</ul>\n";
  if (count > kMostWarnings) {
    html += paragraph("And " + std::to_string(count - kMostWarnings) + " more.");
  }
  return html + "</details>\n";
}

std::string currencyNote(const std::string& currency) {
  return paragraph(currency.empty() ? "The currency is unknown."
                                    : "All amounts in " + currency + ".");
}

// --- figures ---

using SeriesList = std::vector<const DataSeries*>;

std::optional<Decimal> valueAt(const DataSeries& series, Month month) {
  const auto found = series.values.find(month);
  if (found == series.values.end()) return std::nullopt;
  return found->second;
}

/// `profit_and_loss` becomes `Profit and loss`.
std::string statementName(std::string statement) {
  if (statement.empty()) return "Figures";
  std::replace(statement.begin(), statement.end(), '_', ' ');
  if (statement[0] >= 'a' && statement[0] <= 'z') statement[0] += 'A' - 'a';
  return statement;
}

std::string chartOf(const DataSeries& series, const DataBatch& batch) {
  std::vector<MonthBar> bars;
  for (const Month month : batch.months) {
    bars.emplace_back(month, valueAt(series, month), batch.partial.contains(month));
  }
  return monthChart(series.label.empty() ? series.key : series.label, bars);
}

std::string rowOf(const DataSeries& series, const DataBatch& batch) {
  std::string html = "<tr>" + rowHeading(series.label) + cell(series.section);
  for (const Month month : batch.months) html += amountCell(valueAt(series, month));
  return html + "</tr>\n";
}

std::string tableOf(const std::string& name, const SeriesList& list, const DataBatch& batch) {
  std::string head = heading("Row") + heading("Section");
  for (const Month month : batch.months) {
    head += heading(monthText(month) + (batch.partial.contains(month) ? " so far" : ""), true);
  }
  std::string rows;
  for (const DataSeries* const series : list) rows += rowOf(*series, batch);
  return table(name, head, rows);
}

/// Totals tell the story as charts; all rows are in the table.
std::string describeStatement(const std::string& statement, const SeriesList& list,
                              const DataBatch& batch) {
  std::size_t charts = 0;
  const std::string name = statementName(statement);
  std::string html = "<h2>" + escapeHtml(name) + "</h2>\n<div class=\"charts\">\n";
  for (const DataSeries* const series : list) {
    if (!series->account_id.empty() || charts >= kMostCharts) continue;
    html += chartOf(*series, batch);
    ++charts;
  }
  return html + "</div>\n" + tableOf(name, list, batch);
}

std::string describe(const DataBatch& batch, Day) {
  std::map<std::string, SeriesList> statements;
  for (const auto& [key, series] : batch.series) statements[series.statement].push_back(&series);
  std::string html = currencyNote(batch.currency) + listWarnings(batch.warnings);
  if (statements.empty()) html += paragraph("There are no figures for these months.");
  for (const auto& [statement, list] : statements) {
    html += describeStatement(statement, list, batch);
  }
  return html;
}

// --- people ---

std::string describeCosts(const PayrollData& payroll) {
  std::vector<MonthBar> bars;
  std::string rows;
  for (const auto& [month, cost] : monthlyCosts(payroll)) {
    const bool is_unknown = cost.people > 0 && cost.unknown == cost.people;
    const bool is_partial = lastDay(month) >= payroll.today;
    const auto total = is_unknown ? std::nullopt : std::optional(cost.total);
    bars.emplace_back(month, total, is_partial);
    rows += "<tr>" + rowHeading(monthText(month)) + amountCell(total) + "<td class=\"amount\">" +
            std::to_string(cost.people) + "</td><td class=\"amount\">" +
            std::to_string(cost.unknown) + "</td></tr>\n";
  }
  return "<h2>What they cost</h2>\n" + monthChart("Payroll cost by month", bars) +
         table("What they cost",
               heading("Month") + heading("Cost", true) + heading("People", true) +
                   heading("Pay unknown", true),
               rows);
}

std::string textOf(const std::optional<Day>& day) { return day ? toText(*day) : ""; }

std::string rowOf(const Employee& employee, Day today) {
  return "<tr>" + rowHeading(employee.name) + cell(titleOf(employee)) + cell(employee.department) +
         cell(textOf(startDate(employee))) + cell(textOf(endDate(employee))) +
         amountCell(monthlySalary(employee, today)) + "</tr>\n";
}

std::string describePeople(const PayrollData& payroll, Day today) {
  const std::size_t shown = std::min(payroll.employees.size(), kMostPeople);
  std::string rows;
  for (std::size_t i = 0; i < shown; ++i) rows += rowOf(payroll.employees[i], today);
  std::string html = "<h2>People</h2>\n" +
                     table("People",
                           heading("Name") + heading("Title") + heading("Department") +
                               heading("Since") + heading("Until") + heading("A month", true),
                           rows);
  if (shown < payroll.employees.size()) {
    html += paragraph("And " + std::to_string(payroll.employees.size() - shown) + " more.");
  }
  return html;
}

/// Warnings name people by the provider's id, the page by their name.
std::vector<DataWarning> withNames(std::vector<DataWarning> warnings,
                                   const std::vector<Employee>& employees) {
  std::map<std::string_view, std::string_view> names;
  for (const Employee& employee : employees) names.emplace(employee.id, employee.name);
  for (DataWarning& warning : warnings) {
    const auto found = names.find(warning.subject);
    if (found != names.end() && !found->second.empty()) warning.subject = found->second;
  }
  return warnings;
}

std::string describe(const PayrollData& payroll, Day today) {
  const std::string notes =
      currencyNote(payroll.currency) + listWarnings(withNames(payroll.warnings, payroll.employees));
  if (payroll.employees.empty()) {
    return notes + paragraph("Nobody is employed in these months.");
  }
  return notes + describeCosts(payroll) + describePeople(payroll, today);
}

/// `2026-05-20 09:05 UTC`.
std::string momentText(TimePoint moment) {
  std::string text = toRfc3339(moment).substr(0, std::string_view("2026-05-20T09:05").size());
  text[text.find('T')] = ' ';
  return text + " UTC";
}

/// `Gusto, Jan 2026 to May 2026, as of 2026-05-20 09:05 UTC.`
std::string describeSource(const DataPageHead& head) {
  const Month first = monthOf(head.range.from);
  const Month last = monthOf(head.range.to);
  std::string text = head.provider + ", " + monthText(first);
  if (first != last) text += " to " + monthText(last);
  return text + ", as of " + momentText(head.fetched_at) + ".";
}

}  // namespace

http::ServerResponse dataPage(const DataPageHead& head, const NormalisedData& data) {
  const std::string title =
      shorten(head.company.empty() ? "Data of " + head.provider : head.company);
  const auto show = [&head](const auto& kind) { return describe(kind, head.today); };
  return widePage(title, "<h1>" + escapeHtml(title) + "</h1>\n" + paragraph(describeSource(head)) +
                             std::visit(show, data));
}

}  // namespace patchbay::host::web
