#include "tools/sandbox/xero/reports/report_rows.hpp"

#include <algorithm>
#include <boost/json/value.hpp>

#include "tools/common/amount_text.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

/// Rows of currency differences have this in place of an account, and never a `0.00`.
constexpr std::string_view kForeignExchange = "FXGROUPID";

json::object cell(std::string text, const json::array& attributes) {
  json::object cell{{"Value", std::move(text)}};
  if (!attributes.empty()) cell["Attributes"] = attributes;
  return cell;
}

}  // namespace

Figures added(const Figures& left, const Figures& right) {
  Figures sums = left;
  for (std::size_t column = 0; column < sums.size(); ++column) {
    if (right[column]) sums[column] = sums[column].value_or(0) + *right[column];
  }
  return sums;
}

Figures negated(const Figures& figures) {
  Figures out = figures;
  for (auto& figure : out) {
    if (figure) figure = -*figure;
  }
  return out;
}

bool hasActivity(const Figures& figures) {
  return std::any_of(figures.begin(), figures.end(),
                     [](const auto& figure) { return figure.has_value(); });
}

json::object headerRow(const std::vector<std::string>& labels) {
  json::array cells{cell("", {})};
  for (const std::string& label : labels) cells.push_back(cell(label, {}));
  return {{"RowType", "Header"}, {"Cells", std::move(cells)}};
}

json::object accountRow(const Account& account, const Figures& figures, ZeroCells zeros) {
  const json::array attributes{json::object{{"Value", account.id}, {"Id", "account"}}};
  const bool is_blank = zeros != ZeroCells::zero || account.id == kForeignExchange;
  json::array cells{cell(account.name, attributes)};
  for (const auto& figure : figures) {
    const bool writes = figure.has_value() || !is_blank;
    cells.push_back(cell(writes ? amountText(figure.value_or(0)) : "", attributes));
  }
  if (zeros == ZeroCells::missing) {
    while (cells.size() > 1 && cells.back().at("Value").as_string().empty()) cells.pop_back();
  }
  return {{"RowType", "Row"}, {"Cells", std::move(cells)}};
}

json::object totalRow(std::string_view row_type, std::string_view label, const Figures& figures) {
  json::array cells{cell(std::string(label), {})};
  for (const auto& figure : figures) cells.push_back(cell(amountText(figure.value_or(0)), {}));
  return {{"RowType", row_type}, {"Cells", std::move(cells)}};
}

json::object section(std::optional<std::string_view> title, std::optional<json::array> rows) {
  json::object section{{"RowType", "Section"}};
  if (title) section["Title"] = *title;
  if (rows) section["Rows"] = *std::move(rows);
  return section;
}

}  // namespace patchbay::sandbox::xero
