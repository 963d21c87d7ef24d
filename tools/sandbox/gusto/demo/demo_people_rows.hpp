#pragma once

#include <span>
#include <string_view>

namespace patchbay::sandbox::gusto {

/// What makes a person's record worth having in a test.
enum class Trait {
  plain,
  owner,          ///< paid by `Paycheck`
  raised,         ///< an earlier compensation with 90 % of the rate
  planned_raise,  ///< a compensation whose date is still to come
  terminated,     ///< last day long past
  leaving,        ///< last day planned
  rehired,        ///< an old termination that is no longer in force
  onboarding,     ///< no job yet
  second_job,     ///< two jobs, one of them primary
};

/// One invented person. Amounts are US cents per payment unit.
struct PersonRow {
  std::string_view company;
  std::string_view first_name;
  std::string_view last_name;
  std::string_view department;
  std::string_view title;
  std::string_view hired;
  std::string_view payment_unit;
  int cents;
  std::string_view flsa_status;
  std::string_view employment_status;
  Trait trait;
};

std::span<const PersonRow> demoPeopleRows();

}  // namespace patchbay::sandbox::gusto
