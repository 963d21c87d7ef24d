#pragma once

#include <cstdint>
#include <string>

namespace patchbay {

/// Cents as reports write them: `-1234.05`.
std::string amountText(std::int64_t cents);

}  // namespace patchbay
