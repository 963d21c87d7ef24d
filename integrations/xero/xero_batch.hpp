#pragma once

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/data/data_batch.hpp"
#include "xero_report.hpp"
#include "xero_report_plan.hpp"

namespace patchbay {

/// What one call brought.
struct XeroReportAnswer {
  XeroReportCall call;
  XeroReport report;

  XeroReportAnswer(XeroReportCall asked, XeroReport answered)
      : call(asked), report(std::move(answered)) {}
};

/// Which month each column of an answer holds; pure. Empty for a column that is not to be used:
/// because its heading is none, names a month that was not asked for or that another column names
/// too, or ends before its month does. The month in progress may end on any day.
std::vector<std::optional<Month>> monthsOfColumns(const XeroReportAnswer& answer, Day today);

/// The `wanted` months that the answer's call was made for, and that none of its columns holds.
std::vector<Month> monthsNotHeld(const XeroReportAnswer& answer, const std::set<Month>& wanted,
                                 Day today);

/// The rows of all answers as series over the `wanted` months; pure. Series are told apart by
/// `seriesKey`. Rows of one report that this does not tell apart are numbered where all reports
/// of the statement have as many of them, and else left out and reported.
DataBatch toBatch(const std::vector<XeroReportAnswer>& answers, const std::set<Month>& wanted,
                  Day today);

}  // namespace patchbay
