#pragma once

#include <vector>

#include "tools/sandbox/xero/demo/organisation.hpp"
#include "tools/sandbox/xero/reports/calendar.hpp"
#include "tools/sandbox/xero/reports/report_rows.hpp"

namespace patchbay::sandbox::xero {

/// What each account moved in each span, debits positive. Result: one row of figures an account, in
/// the order of the ledger's accounts.
/// @param today  postings behind this day have not been made yet.
std::vector<Figures> sumPostings(const Ledger& ledger, Basis basis, const std::vector<Span>& spans,
                                 Day today);

}  // namespace patchbay::sandbox::xero
