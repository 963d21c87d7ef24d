#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/data_batch.hpp"
#include "xero_batch.hpp"
#include "xero_report_plan.hpp"

namespace patchbay {

/// A call for a report, and what became of it: one of the two.
struct XeroReportOutcome {
  explicit XeroReportOutcome(XeroReportCall asked) : call(asked) {}

  XeroReportCall call;
  std::optional<XeroReport> report;
  std::optional<IntegrationError> failure;
};

/// Which calls bring the months of a range, and what their answers come to. Makes no call itself.
class XeroGathering {
 public:
  /// @param today  where the organisation is.
  XeroGathering(const DateRange& range, Day today);

  std::vector<XeroReportCall> firstCalls() const;

  /// @throws IntegrationError the first failure that is not a missing permission: with less than
  ///         all answers there would be gaps that look like months without bookings.
  void take(const std::vector<XeroReportOutcome>& outcomes);

  /// A call a month for those whose column in a first answer did not say that it is the whole
  /// month: asked for alone, a month needs no comparison, which is what goes wrong.
  std::vector<XeroReportCall> callsForMonthsNotHeld() const;

  /// All that was taken. A statement that may not be read, and months that nothing held, are
  /// warnings.
  /// @throws IntegrationError `insufficient_scope` when none of the statements may be read,
  ///         `malformed_answer` when nothing held any month.
  DataBatch batch() const;

 private:
  bool isDenied(XeroStatement statement) const;
  std::set<Month> monthsNeverHeld(XeroStatement statement) const;
  void warnOfGaps(XeroStatement statement, DataBatch& batch) const;

  const std::set<Month> wanted_;
  const Day today_;
  std::vector<XeroReportAnswer> answers_;
  std::vector<std::pair<XeroStatement, IntegrationError>> denials_;
};

}  // namespace patchbay
