#include <algorithm>
#include <utility>

#include "core/base/error.hpp"
#include "core/data/payroll_cost.hpp"

namespace patchbay {
namespace {

const Decimal kHoursOfAWeek = Decimal::fromWhole(168);

[[noreturn]] void refuse(std::string_view setting, std::string_view part) {
  throw IntegrationError(ErrorCode::settings_invalid,
                         std::string(setting) + ": \"" + std::string(part) +
                             "\" is no word and its hours a week; write for instance "
                             "full_time=37.5,variable=20");
}

bool isHours(const std::optional<Decimal>& hours) {
  return hours && *hours >= Decimal() && *hours <= kHoursOfAWeek && hours->rounded(2) == *hours;
}

}  // namespace

HoursPolicy::HoursPolicy(std::map<std::string, Decimal, std::less<>> known, Decimal otherwise)
    : otherwise_(otherwise) {
  for (auto& [status, hours] : known) by_status_.emplace(status, Entry{hours, false});
}

void HoursPolicy::change(std::string_view setting, std::string_view text) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const auto equals = part.find('=');
    if (equals == 0 || equals == std::string_view::npos) refuse(setting, part);
    const auto hours = Decimal::parse(part.substr(equals + 1));
    if (!isHours(hours)) refuse(setting, part);
    const auto [place, is_new] =
        by_status_.try_emplace(std::string(part.substr(0, equals)), Entry{*hours, true});
    if (!is_new) place->second.per_week = *hours;
  }
}

HoursAssumption HoursPolicy::hoursFor(std::string_view status) const {
  const auto found = by_status_.find(status);
  if (found == by_status_.end()) return {otherwise_, true};
  return {found->second.per_week, found->second.is_estimate};
}

}  // namespace patchbay
