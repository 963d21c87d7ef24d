#pragma once

#include <string>

#include "core/data/calendar.hpp"
#include "core/data/decimal.hpp"

namespace patchbay::host::web {

/// `May 2026`.
std::string monthText(Month month);

/// As people read money: `-12,400.00`.
std::string amountText(const Decimal& amount);

}  // namespace patchbay::host::web
