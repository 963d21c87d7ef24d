#include "tests/support/testdata.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace patchbay::testing {

std::string readText(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error(file.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace patchbay::testing
