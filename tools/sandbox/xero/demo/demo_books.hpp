#pragma once

#include "tools/sandbox/xero/demo/ledger.hpp"

namespace patchbay::sandbox::xero {

/// A coffee roaster since January 2021: stock, wages, a loan, machines that wear out, two accounts
/// of one name, bills that are paid weeks later. Something is posted on each month's first and last
/// day, so that a span that misses either is wrong by an amount that shows.
Ledger roasterBooks();

/// A design studio since June 2023: no cost of sales, and an account in dollars whose revaluations
/// come in some months only.
Ledger studioBooks();

}  // namespace patchbay::sandbox::xero
