#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Why the bytes are no shared library that this process could load, or empty when they are: not
/// ELF, of another machine, no shared object, or cut off (a header, segment or section lies behind
/// the end). The dynamic loader maps files without such checks and would die of a SIGBUS.
std::string findElfDefect(std::string_view bytes);

/// The symbols that a library without such a defect offers to others. Empty also where they cannot
/// be read.
std::vector<std::string> listExportedSymbols(std::string_view bytes);

}  // namespace patchbay
