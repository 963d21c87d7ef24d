#pragma once

#include <filesystem>

namespace patchbay::bench {

/// How long 24 months of both reports take to arrive from Xero's stand-in, each of whose answers
/// takes half a second, through a real host. At most as long as the slowest three of the calls
/// would take one after the other, and a tenth more.
///
/// @param programs  the folder of `patchbay` and `patchbay-sandbox`.
/// @returns whether that holds.
/// @throws std::runtime_error when the data do not come.
bool measureXeroMonths(const std::filesystem::path& programs, int rounds);

}  // namespace patchbay::bench
