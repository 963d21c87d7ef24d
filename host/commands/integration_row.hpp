#pragma once

#include <iomanip>
#include <iostream>
#include <string_view>

namespace patchbay::host {

/// One integration on standard output, in the columns that list, verify and reload share.
inline void printRow(std::string_view name, std::string_view state, std::string_view text) {
  std::cout << std::left << std::setw(16) << name << std::setw(10) << state << text << "\n";
}

}  // namespace patchbay::host
