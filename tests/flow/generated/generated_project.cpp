#include "tests/flow/generated/generated_project.hpp"

#include <cstdlib>
#include <stdexcept>

#include "tests/support/child_process.hpp"
#include "tests/support/testdata.hpp"

namespace patchbay::testing {
namespace {

std::string inQuotes(const std::string& path) { return "'" + path + "'"; }

}  // namespace

void GeneratedProject::generate(const std::vector<std::string>& arguments) {
  ChildProcess::Options options;
  options.arguments = {"integrations", "new", "--folder", integrations().string()};
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  runProgram("patchbay", options);
}

void GeneratedProject::buildAndTest() {
  const std::string build = inQuotes((folder_.path() / "build").string());
  run(inQuotes(PATCHBAY_CMAKE) + " -G Ninja -C " + inQuotes(PATCHBAY_LIKE_THIS_BUILD) + " -S " +
      inQuotes(PATCHBAY_GENERATED_PROJECT) + " -B " + build +
      " -D PATCHBAY_INTEGRATIONS=" + inQuotes(integrations().string()));
  run(inQuotes(PATCHBAY_CMAKE) + " --build " + build + " --parallel 2");
  run("ctest --test-dir " + build + " --output-on-failure --no-tests=error");
}

void GeneratedProject::expectConformance(const std::string& name) {
  std::string library = "lib" + name + ".so";
  for (char& c : library) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  ChildProcess::Options options;
  options.arguments = {"integrations", "test", name, "--plugin", (plugins() / library).string()};
  runProgram("patchbay", options);
}

void GeneratedProject::run(const std::string& command) {
  const std::string log = (folder_.path() / "log").string();
  const int status = std::system((command + " >" + inQuotes(log) + " 2>&1").c_str());
  if (status != 0) throw std::runtime_error(command + "\n" + readText(log));
}

}  // namespace patchbay::testing
