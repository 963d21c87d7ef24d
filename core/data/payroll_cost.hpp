#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/export.hpp"
#include "core/data/payroll.hpp"

namespace patchbay {

/// What one person costs in a month. Each day of employment costs its share (one of the month's
/// days) of the monthly pay in force that day, over all jobs held that day; the sum is rounded
/// once, to cents. A year has 12 months and 52 weeks, so a month has 52/12 of them.
/// @returns 0 for a month without a day of employment; empty when the pay of some day is unknown.
PATCHBAY_EXPORT std::optional<Decimal> costOf(const Employee& employee, Month month);

/// Whether the person is employed on some day of the month.
PATCHBAY_EXPORT bool isEmployedIn(const Employee& employee, Month month);

/// The monthly pay of all jobs held on `today`, or on the last day of who has left, or on the first
/// of who has not begun; rounded once, to cents. Empty when some of it is unknown.
PATCHBAY_EXPORT std::optional<Decimal> monthlySalary(const Employee& employee, Day today);

/// The intervals in order, those that overlap or touch made one.
PATCHBAY_EXPORT std::vector<Employment> inOrder(std::vector<Employment> employments);

/// A history by its days; of two entries for one day the later one in the list comes later, and so
/// is the one that counts.
PATCHBAY_EXPORT std::vector<Compensation> inOrder(const std::vector<Compensation>& history);

/// First and last day of all employments; the last is empty while one is open. Both are empty for a
/// person without any.
PATCHBAY_EXPORT std::optional<Day> startDate(const Employee& employee);
PATCHBAY_EXPORT std::optional<Day> endDate(const Employee& employee);

/// The primary job's title, else the first that has one.
PATCHBAY_EXPORT std::string titleOf(const Employee& employee);

/// Hours a week by the provider's word for how somebody is employed.
class PATCHBAY_EXPORT HoursPolicy {
 public:
  /// @param known      hours of the words for which the provider names hours.
  /// @param otherwise  hours of everybody else, flagged as an estimate.
  HoursPolicy(std::map<std::string, Decimal, std::less<>> known, Decimal otherwise);

  /// Adds to, or changes, what is assumed, by a setting such as `full_time=37.5,variable=20`. What
  /// an operator states for a word is still an estimate where it was one.
  /// @throws IntegrationError `settings_invalid` naming `setting`.
  void change(std::string_view setting, std::string_view text);

  /// `status` may be empty: nobody knows.
  HoursAssumption hoursFor(std::string_view status) const;

 private:
  struct Entry {
    Decimal per_week;
    bool is_estimate;
  };
  std::map<std::string, Entry, std::less<>> by_status_;
  Decimal otherwise_;
};

}  // namespace patchbay
