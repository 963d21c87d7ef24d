#include "tools/generator/writing/provider_folder.hpp"

#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "core/base/letter_case.hpp"
#include "tools/generator/facts/provider_name.hpp"
#include "tools/generator/refused.hpp"
#include "tools/generator/writing/run_program.hpp"
#include "tools/generator/writing/template_text.hpp"

namespace patchbay::generator {
namespace {

namespace fs = std::filesystem;

std::string readFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  return text;
}

void renderFolder(const fs::path& from, const std::string& below, const ProviderFacts& facts,
                  const Regions& regions, Files& files) {
  for (const auto& entry : fs::directory_iterator(from)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.')) continue;
    files[below + fillInName(name, lowerCase(facts.name))] =
        fillIn(readFile(entry.path()), facts.name, regions);
  }
}

/// A folder beside the destination, so that the last step is one rename; goes unless it was moved.
class Scratch {
 public:
  explicit Scratch(const fs::path& beside) {
    std::string pattern = (beside / ".generate.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw fs::filesystem_error("mkdtemp", std::error_code(errno, std::generic_category()));
    }
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void writeFiles(const fs::path& folder, const Files& files) {
  for (const auto& [name, text] : files) {
    const fs::path path = folder / name;
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw std::runtime_error(path.string() + " cannot be written");
  }
}

// Lines are longer or shorter than in the template. Where the formatter is missing, `make format`
// does it later.
void format(const fs::path& folder, const Files& files) {
  std::vector<std::string> command{
      "clang-format", "-i",
      "--style={BasedOnStyle: Google, ColumnLimit: 100, DerivePointerAlignment: false, "
      "PointerAlignment: Left, IncludeBlocks: Preserve}"};
  for (const auto& file : files) {
    const bool is_cpp = file.first.ends_with(".cpp") || file.first.ends_with(".hpp");
    if (is_cpp) command.push_back((folder / file.first).string());
  }
  runProgram(command, Output::dropped);
}

}  // namespace

Files renderProvider(const fs::path& templates, const ProviderFacts& facts) {
  Files files;
  try {
    const Regions regions = writeRegions(facts);
    renderFolder(templates, "", facts, regions, files);
    renderFolder(templates / "testdata", "testdata/", facts, regions, files);
    if (facts.api_type != ApiType::none) {
      const fs::path kind = templates / patchbay::name(facts.api_type);
      renderFolder(kind, "", facts, regions, files);
      renderFolder(kind / "testdata", "testdata/", facts, regions, files);
    }
  } catch (const std::exception& error) {
    throw Refused("The templates at " + quoted(templates.string()) + " cannot be used (" +
                  error.what() + "); name their folder by --templates.");
  }
  return files;
}

void writeFolder(const fs::path& place, const Files& files) {
  const std::string folder = fs::absolute(place).parent_path().string();
  try {
    fs::create_directories(folder);
    const Scratch scratch(folder);
    const fs::path work = scratch.path() / place.filename();
    writeFiles(work, files);
    format(work, files);
    fs::rename(work, place);
  } catch (const std::exception&) {
    throw Refused("The folder " + quoted(folder) +
                  " cannot be written; check its owner and the space on the disk.");
  }
}

std::string findNamesake(const fs::path& folder, const std::string& lower) {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    if (lowerCase(name) == lower) return name;
  }
  return "";
}

}  // namespace patchbay::generator
