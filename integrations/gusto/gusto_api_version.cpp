#include "gusto_api_version.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace patchbay {
namespace {

using std::chrono::year;

struct Version {
  std::string_view name;
  std::optional<Day> sunset;  ///< Gusto announces it when a newer version comes
};

// As Gusto publishes them.
constexpr std::array kVersions{
    Version{"2026-06-15", std::nullopt},        Version{"2026-02-01", year(2027) / 6 / 15},
    Version{"2025-11-15", year(2027) / 2 / 1},  Version{"2025-06-15", year(2026) / 11 / 17},
    Version{"2024-04-01", year(2026) / 6 / 15},
};

// Long enough to plan, test and roll out a newer version.
constexpr int kDaysAhead = 120;

}  // namespace

std::string warnOfGustoApiVersion(std::string_view version, Day today) {
  const auto* const known =
      std::find_if(kVersions.begin(), kVersions.end(),
                   [version](const auto& one) { return one.name == version; });
  const std::string thing = "Gusto's API version " + std::string(version);
  const std::string cure =
      "; set GUSTO_API_VERSION to " + std::string(kGustoApiVersion) + " or leave it out";
  if (known == kVersions.end()) {
    return thing + " is not one that this release was tested with" + cure;
  }
  if (!known->sunset || today < plusDays(*known->sunset, -kDaysAhead)) return {};
  const bool is_over = today >= *known->sunset;
  return thing + (is_over ? " ended on " : " ends on ") + toText(*known->sunset) + cure;
}

}  // namespace patchbay
