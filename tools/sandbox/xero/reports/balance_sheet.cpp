#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "tools/sandbox/common/uuid.hpp"
#include "tools/sandbox/xero/reports/posting_sums.hpp"
#include "tools/sandbox/xero/reports/reports.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

// No posting is older.
constexpr Day kBeginning = std::chrono::year(2000) / 1 / 1;

/// The first day of the financial year that a day lies in.
Day yearBegin(const Organisation& organisation, Day day) {
  const std::chrono::year_month_day date(day);
  const Day end = date.year() / std::chrono::month(organisation.year_end_month) /
                  std::chrono::day(organisation.year_end_day);
  const Day last_end = day > end ? end : monthEnd(monthsBefore(end, 12));
  return last_end + std::chrono::days(1);
}

class Builder {
 public:
  Builder(const Organisation& organisation, const BalanceSheetRequest& request, Day today,
          ZeroCells zeros)
      : organisation_(organisation), request_(request), today_(today), zeros_(zeros) {
    std::vector<Span> until;
    for (const Day day : request.columns) until.push_back({kBeginning, day});
    sums_ = sumPostings(organisation.ledger, request.basis, until, today);
  }

  json::array build() {
    std::vector<std::string> labels;
    for (const Day day : request_.columns) labels.push_back(mediumDay(day));
    out_.push_back(headerRow(labels));
    const Figures assets = addAssets();
    const Figures liabilities = addLiabilities();
    addNet("Net Assets", added(assets, negated(liabilities)));
    addEquity();
    return std::move(out_);
  }

 private:
  Figures none() const { return Figures(request_.columns.size()); }

  Figures addAssets() {
    out_.push_back(section("Assets", json::array{}));
    Figures total = addSection(AccountClass::bank, "Bank", "Total Bank");
    total = added(
        total, addSection(AccountClass::current_asset, "Current Assets", "Total Current Assets"));
    // The leading blank is Xero's, seen with some charts of accounts.
    total =
        added(total, addSection(AccountClass::fixed_asset, " Fixed Assets", "Total Fixed Assets"));
    addTotal("Total Assets", total);
    return total;
  }

  Figures addLiabilities() {
    out_.push_back(section("Liabilities", std::nullopt));
    Figures total = addSection(AccountClass::current_liability, "Current Liabilities",
                               "Total Current Liabilities");
    total = added(total, addSection(AccountClass::non_current_liability, "Non-current Liabilities",
                                    "Total Non-current Liabilities"));
    addTotal("Total Liabilities", total);
    return total;
  }

  Figures addSection(AccountClass type, std::string_view title, std::string_view total_label) {
    json::array rows;
    const Figures total = addAccounts(type, rows);
    if (rows.empty()) return total;
    rows.push_back(totalRow("SummaryRow", total_label, total));
    out_.push_back(section(title, std::move(rows)));
    return total;
  }

  Figures addAccounts(AccountClass type, json::array& rows) {
    Figures total = none();
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const Account& account = organisation_.ledger.accounts()[i];
      if (account.type != type || !hasActivity(sums_[i])) continue;
      const Figures figures = growsByDebit(type) ? sums_[i] : negated(sums_[i]);
      total = added(total, figures);
      rows.push_back(accountRow(account, figures, zeros_));
    }
    return total;
  }

  void addTotal(std::string_view label, const Figures& figures) {
    out_.push_back(section("", json::array{totalRow("SummaryRow", label, figures)}));
  }
  void addNet(std::string_view label, const Figures& figures) {
    out_.push_back(section(std::nullopt, json::array{totalRow("Row", label, figures)}));
  }

  void addEquity() {
    json::array rows;
    Figures total = addAccounts(AccountClass::equity, rows);
    std::vector<Span> current;
    std::vector<Span> retained;
    for (const Day day : request_.columns) {
      const Day begin = yearBegin(organisation_, day);
      current.push_back({begin, day});
      retained.push_back({kBeginning, begin - std::chrono::days(1)});
    }
    total = added(total, addEarnings("Current Year Earnings", current, rows));
    total = added(total, addEarnings("Retained Earnings", retained, rows));
    rows.push_back(totalRow("SummaryRow", "Total Equity", total));
    out_.push_back(section("Equity", std::move(rows)));
  }

  /// A row that no posting has: what profit and loss gave in those spans, which its cells name.
  Figures addEarnings(const std::string& label, const std::vector<Span>& spans, json::array& rows) {
    const Ledger& ledger = organisation_.ledger;
    const auto sums = sumPostings(ledger, request_.basis, spans, today_);
    Figures earned = none();
    for (std::size_t i = 0; i < sums.size(); ++i) {
      if (isResult(ledger.accounts()[i].type)) earned = added(earned, negated(sums[i]));
    }
    const Account account{uuidFrom(organisation_.id + " " + label), label, AccountClass::equity};
    json::object row = accountRow(account, earned, ZeroCells::zero);
    for (std::size_t column = 0; column < spans.size(); ++column) {
      json::array& attributes =
          row.at("Cells").as_array().at(column + 1).at("Attributes").as_array();
      attributes.push_back(json::object{{"Value", isoDay(spans[column].from)}, {"Id", "fromDate"}});
      attributes.push_back(json::object{{"Value", isoDay(spans[column].to)}, {"Id", "toDate"}});
    }
    rows.push_back(std::move(row));
    return earned;
  }

  const Organisation& organisation_;
  const BalanceSheetRequest& request_;
  Day today_;
  ZeroCells zeros_;
  std::vector<Figures> sums_;
  json::array out_;
};

}  // namespace

json::array balanceSheetRows(const Organisation& organisation, const BalanceSheetRequest& request,
                             Day today, const XeroSettings& settings) {
  return Builder(organisation, request, today, settings.zero_cells).build();
}

}  // namespace patchbay::sandbox::xero
