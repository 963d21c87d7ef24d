#include <boost/json/object.hpp>
#include <utility>

#include "tools/sandbox/xero/reports/posting_sums.hpp"
#include "tools/sandbox/xero/reports/reports.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

/// The words of a layout; an organisation may rename all of them.
struct Layout {
  std::string_view income;
  std::string_view total_income;
  std::string_view net_profit;
};
constexpr Layout kStandard{"Income", "Total Income", "Net Profit"};
constexpr Layout kCustom{"Turnover", "Total Turnover", "NET PROFIT"};

/// Sections as they are filled, from the accounts' sums.
class Builder {
 public:
  Builder(const Ledger& ledger, std::vector<Figures> sums, ZeroCells zeros)
      : ledger_(ledger), sums_(std::move(sums)), zeros_(zeros) {}

  /// Adds the class's section, unless nothing happened in it. @returns its total.
  Figures addSection(AccountClass type, std::string_view title, std::string_view total_label,
                     const Figures& none) {
    json::array rows;
    Figures total = none;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const Account& account = ledger_.accounts()[i];
      if (account.type != type || !hasActivity(sums_[i])) continue;
      const Figures figures = growsByDebit(type) ? sums_[i] : negated(sums_[i]);
      total = added(total, figures);
      rows.push_back(accountRow(account, figures, zeros_));
    }
    if (rows.empty()) return total;
    rows.push_back(totalRow("SummaryRow", total_label, total));
    out_.push_back(section(title, std::move(rows)));
    return total;
  }

  void addResult(std::string_view label, const Figures& figures) {
    out_.push_back(section("", json::array{totalRow("Row", label, figures)}));
  }
  void addHeader(const std::vector<std::string>& labels) { out_.push_back(headerRow(labels)); }
  json::array take() { return std::move(out_); }

 private:
  const Ledger& ledger_;
  std::vector<Figures> sums_;
  ZeroCells zeros_;
  json::array out_;
};

}  // namespace

json::array profitAndLossRows(const Organisation& organisation, const ProfitAndLossRequest& request,
                              Day today, const XeroSettings& settings) {
  const bool is_custom = settings.custom_layout && !request.standard_layout;
  const Layout& words = is_custom ? kCustom : kStandard;
  const Ledger& ledger = organisation.ledger;
  const Figures none(request.columns.size());
  Builder report(ledger, sumPostings(ledger, request.basis, request.columns, today),
                 settings.zero_cells);
  std::vector<std::string> labels;
  for (const Span& span : request.columns) labels.push_back(shortDay(span.to));
  report.addHeader(labels);
  const Figures income =
      report.addSection(AccountClass::income, words.income, words.total_income, none);
  const Figures cost = report.addSection(AccountClass::cost_of_sales, "Less Cost of Sales",
                                         "Total Cost of Sales", none);
  const Figures gross = added(income, negated(cost));
  report.addResult("Gross Profit", gross);
  const Figures expenses = report.addSection(AccountClass::expense, "Less Operating Expenses",
                                             "Total Operating Expenses", none);
  report.addResult(words.net_profit, added(gross, negated(expenses)));
  return report.take();
}

}  // namespace patchbay::sandbox::xero
