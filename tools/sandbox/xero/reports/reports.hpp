#pragma once

#include <boost/json/array.hpp>

#include "tools/sandbox/xero/demo/organisation.hpp"
#include "tools/sandbox/xero/reports/report_request.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// The `Rows` of both reports, from the postings up to today.
boost::json::array profitAndLossRows(const Organisation& organisation,
                                     const ProfitAndLossRequest& request, Day today,
                                     const XeroSettings& settings);
boost::json::array balanceSheetRows(const Organisation& organisation,
                                    const BalanceSheetRequest& request, Day today,
                                    const XeroSettings& settings);

}  // namespace patchbay::sandbox::xero
