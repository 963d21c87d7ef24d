#include "tools/bench/instructions.hpp"

#include <fstream>
#include <stdexcept>

namespace patchbay::bench {
namespace {

constexpr unsigned kConnections = 8;

std::uint64_t readTotal(const std::string& file) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("totals: ")) return std::stoull(line.substr(8));
  }
  throw std::runtime_error("callgrind has written no total to " + file);
}

std::uint64_t countRun(const Subject& subject, std::uint64_t requests) {
  const testing::TemporaryFolder folder;
  const auto file = (folder.path() / "callgrind.out").string();
  auto running =
      subject.start({"valgrind", "--quiet", "--tool=callgrind", "--callgrind-out-file=" + file});
  loadExactly(running.target, kConnections, requests);
  running.server->stop();
  return readTotal(file);
}

}  // namespace

double countInstructions(const Subject& subject, std::uint64_t requests) {
  const auto once = countRun(subject, requests);
  const auto twice = countRun(subject, 2 * requests);
  return static_cast<double>(twice - once) / static_cast<double>(requests);
}

}  // namespace patchbay::bench
