#include "tests/support/testdata.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace patchbay::testing {

std::string readText(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error(file.string() + " cannot be read");
  std::ostringstream text;
  text << stream.rdbuf();
  return std::move(text).str();
}

}  // namespace patchbay::testing
