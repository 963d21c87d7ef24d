#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <vector>

#include "core/data/payroll.hpp"

namespace patchbay {

/// What an employee's record says of beginnings and ends.
struct GustoDates {
  std::vector<Day> starts;        ///< hire and rehire dates, in any order
  std::vector<Day> last_days;     ///< of all terminations, in any order
  std::optional<Day> first_paid;  ///< since when a rate of pay is known
  bool is_terminated = false;     ///< Gusto's flag
  bool has_unreadable_start = false;
  bool has_unreadable_end = false;

  GustoDates() = default;
};

/// Intervals of employment, with what could not be told.
struct GustoEmployments {
  std::vector<Employment> intervals;  ///< ascending
  /// An end is missing, so that days after it may count as employed: the pay must not be counted.
  bool is_end_unknown = false;
  std::vector<DataWarning> warnings;

  GustoEmployments() = default;
};

/// Pairs beginnings with ends: each interval begins on the first start after the previous end. A
/// rehire overwrites a job's hire date; where that leaves an end without a start, the interval
/// begins with the pay that is known, and a warning says so. Pure.
/// @param subject  the employee's id, for the warnings.
GustoEmployments toEmployments(GustoDates dates, Day today, const std::string& subject);

}  // namespace patchbay
