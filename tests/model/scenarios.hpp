#pragma once

#include <string>
#include <vector>

#include "tests/model/protocol_model.hpp"

namespace patchbay::model {

/// The kinds of providers that the search distinguishes; named as the tests are.
inline constexpr ProviderRules kNone{"none", Rotation::none};
inline constexpr ProviderRules kGrace{"grace", Rotation::grace};
inline constexpr ProviderRules kUntilFirstUse{"until_first_use", Rotation::until_first_use};
inline constexpr ProviderRules kStrict{"strict", Rotation::strict};
inline constexpr ProviderRules kStrictReuseEndsConsent{"strict_reuse_ends_consent",
                                                       Rotation::strict, true};
inline constexpr ProviderRules kGraceYoungestOnly{"grace_youngest_only", Rotation::grace, false,
                                                  true};
inline constexpr ProviderRules kUntilFirstUseYoungestOnly{"until_first_use_youngest_only",
                                                          Rotation::until_first_use, false, true};

/// What the test suite searches for one kind of provider. The environment variable
/// PATCHBAY_MODEL_FAULTS adds so many faults to each, for a longer search by hand.
std::vector<Scenario> scenariosOf(const ProviderRules& rules);

/// `strict: 2 hosts, 3 faults, 1 expiry`
std::string describe(const Scenario& scenario);

}  // namespace patchbay::model
