#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/export.hpp"
#include "core/data/calendar.hpp"
#include "core/data/data_warning.hpp"
#include "core/data/decimal.hpp"

namespace patchbay {

/// One row of a financial statement over months.
///
/// `key` identifies it within the provider's data and survives renaming: statement, section and the
/// account's id, or, for a total, its label. `label` is for people only: two series may share it.
struct DataSeries {
  std::string key;         ///< e.g. `profit_and_loss/income/c5a1f7d2-...`
  std::string label;       ///< e.g. `Sales`, as the provider shows it
  std::string statement;   ///< `profit_and_loss` or `balance_sheet`
  std::string section;     ///< e.g. `Less Operating Expenses`; empty where there is none
  std::string account_id;  ///< the provider's; empty for totals
  /// A month that is missing here is null in the answer: the provider sent nothing for it.
  std::map<Month, Decimal> values;

  DataSeries() = default;
};

/// Monthly figures of one organisation (`API_TYPE=accounting`).
struct DataBatch {
  std::set<Month> months;                    ///< those that the provider was asked for
  std::map<std::string, DataSeries> series;  ///< by `DataSeries::key`
  std::string currency;                      ///< ISO 4217; empty when unknown
  std::set<Month> partial;                   ///< those of `months` that are not over yet
  std::vector<DataWarning> warnings;

  DataBatch() = default;

  /// Sets one value of a row, which is described by all of `row` but its values. A second,
  /// different value for the same key and month is not taken but reported as `conflicting_values`.
  PATCHBAY_EXPORT void put(const DataSeries& row, Month month, Decimal value);
};

/// All of `batches` in one, by one rule for one batch as for many: months and series united, and no
/// value replaced by another (see `DataBatch::put`). Pure.
PATCHBAY_EXPORT DataBatch merge(const std::vector<DataBatch>& batches);

/// What of `batch` belongs to exactly `months`: others are dropped, those it lacks are null, and so
/// are those that begin after `today`. What has no value in them goes, and so do warnings about it;
/// a month that is not over is partial. Pure.
PATCHBAY_EXPORT DataBatch cutTo(const DataBatch& batch, const std::set<Month>& months, Day today);

/// `{"currency":"AUD","dates":["2026-06-30",...],"data":{"<key>":{"2026-06-30":"9800.50",...}},
/// "series":{"<key>":{"label","statement","section","account_id"}},"partial":["2026-07-31"],
/// "warnings":[...]}`. Dates are month ends, ascending; every series has an entry for every date, a
/// decimal text or null.
PATCHBAY_EXPORT boost::json::object toJson(const DataBatch& batch);

}  // namespace patchbay
