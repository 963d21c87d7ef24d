#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/sandbox/xero/demo/ledger.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// One figure a column, in cents; empty where nothing was posted.
using Figures = std::vector<std::optional<std::int64_t>>;

/// The sum of two rows of figures; empty only where both are.
Figures added(const Figures& left, const Figures& right);
Figures negated(const Figures& figures);

/// Whether any column has a figure.
bool hasActivity(const Figures& figures);

boost::json::object headerRow(const std::vector<std::string>& labels);

/// A row that belongs to an account: each cell names it.
boost::json::object accountRow(const Account& account, const Figures& figures, ZeroCells zeros);

/// A figure that no account has: `Row` for results, `SummaryRow` for totals.
boost::json::object totalRow(std::string_view row_type, std::string_view label,
                             const Figures& figures);

/// @param rows  empty for a section that has no such member.
boost::json::object section(std::optional<std::string_view> title,
                            std::optional<boost::json::array> rows);

}  // namespace patchbay::sandbox::xero
