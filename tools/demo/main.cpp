#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "tools/demo/accounting_story.hpp"
#include "tools/demo/connection_story.hpp"
#include "tools/demo/payroll_story.hpp"
#include "tools/demo/stage.hpp"

int main() {
  try {
    const auto programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    patchbay::demo::Stage stage(programs);
    std::cout << "Host " << stage.host() << ", stand-in of Gusto and Xero " << stage.sandbox()
              << "\n";
    patchbay::demo::ConnectionStory(stage).tell();
    patchbay::demo::PayrollStory(stage).tell();
    patchbay::demo::AccountingStory(stage).tell();
    if (!stage.close()) throw std::runtime_error("the host did not stop cleanly");
    std::cout << "\nEvery step held." << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "\npatchbay-demo: " << error.what() << std::endl;
    return 1;
  }
}
