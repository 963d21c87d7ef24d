#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"

namespace patchbay::testing {

namespace fs = std::filesystem;

/// A folder in which the program runs, with a registry that lists nothing.
class Program : public ::testing::Test {
 protected:
  Program() {
    std::string pattern = (fs::temp_directory_path() / "patchbay-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    fs::create_directory(folder_ / "plugins");
    write("plugins/registry.json", R"({"integrations":[]})");
    options_.folder = folder_.string();
    options_.error_file = (folder_ / "errors").string();
    options_.environment["PATCHBAY_PLUGIN_DIR"] = (folder_ / "plugins").string();
    options_.environment["PATCHBAY_LISTEN"] = "127.0.0.1:0";
  }
  ~Program() override { fs::remove_all(folder_); }

  void write(const fs::path& file, const std::string& text) {
    std::ofstream(folder_ / file) << text;
  }
  void set(const std::string& name, const std::string& value) {
    options_.environment[name] = value;
  }
  std::unique_ptr<ChildProcess> begin(const std::vector<std::string>& arguments) {
    options_.arguments = arguments;
    return std::make_unique<ChildProcess>("patchbay", options_);
  }
  /// Runs to the end; `output` and `errors()` tell what was said.
  int runToEnd(const std::vector<std::string>& arguments) {
    const auto program = begin(arguments);
    output = program->readAll();
    return program->wait();
  }
  std::string errors() const {
    std::ifstream stream(options_.error_file);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  }
  /// Where `serve` said it serves.
  static std::string urlIn(const std::string& line) {
    const auto begin = line.find("http://");
    return line.substr(begin, line.find(' ', begin) - begin);
  }

  fs::path folder_;
  ChildProcess::Options options_;
  std::string output;
};

}  // namespace patchbay::testing
