#include "tools/generator/generator.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <system_error>

#include "core/base/letter_case.hpp"
#include "tools/generator/facts/discovery.hpp"
#include "tools/generator/facts/provider_facts.hpp"
#include "tools/generator/facts/provider_name.hpp"
#include "tools/generator/refused.hpp"
#include "tools/generator/writing/generated_record.hpp"
#include "tools/generator/writing/provider_folder.hpp"
#include "tools/generator/writing/run_program.hpp"

namespace patchbay::generator {
namespace {

namespace fs = std::filesystem;

fs::path templatesOf(const Place& place) {
  if (!place.templates.empty()) return place.templates;
  std::error_code none;
  if (fs::is_directory(PATCHBAY_TEMPLATES, none)) return PATCHBAY_TEMPLATES;
  const fs::path program = fs::read_symlink("/proc/self/exe", none);
  return (program.parent_path() / PATCHBAY_INSTALLED_TEMPLATES).lexically_normal();
}

Files renderRecord(const GeneratedRecord& record, const Place& place) {
  Files files = renderProvider(templatesOf(place), decideFacts(record.inputs, record.document));
  files[kRecordFile] = writeRecord(record);
  return files;
}

GeneratedRecord readRecord(const fs::path& folder) {
  std::ifstream file(folder / kRecordFile, std::ios::binary);
  if (!file) {
    throw Refused(quoted(folder.string()) + " holds no " + kRecordFile +
                  "; only what the generator wrote can be compared with its templates.");
  }
  return parseRecord({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
}

/// The name of a temporary folder; it goes with this object.
class Temporary {
 public:
  Temporary() {
    std::string pattern = (fs::temp_directory_path() / "patchbay-diff.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw Refused("No temporary folder can be made; check TMPDIR and the space on the disk.");
    }
    path_ = pattern;
  }
  ~Temporary() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

bool differs(const fs::path& ours, const fs::path& todays, const std::string& label) {
  // -N: a file that one side lacks is empty there.
  const int status = runProgram({"diff", "-u", "-N", "--label", label, "--label",
                                 label + " (today's template)", ours.string(), todays.string()},
                                Output::shown);
  if (status != 0 && status != 1) {
    throw Refused("diff cannot be run; install the package diffutils.");
  }
  return status == 1;
}

}  // namespace

std::string generateProvider(const ProviderInputs& inputs, const Place& place) {
  checkInputs(inputs);
  const std::string lower = lowerCase(inputs.name);
  const std::string namesake = findNamesake(place.folder, lower);
  if (!namesake.empty()) {
    throw Refused("There is a " + (place.folder / namesake).string() +
                  " already; take another name, or delete that folder first.");
  }
  GeneratedRecord record;
  record.inputs = inputs;
  if (!inputs.conf_url.empty()) record.document = fetchDiscoveryDocument(inputs.conf_url);
  const fs::path folder = place.folder / lower;
  writeFolder(folder, renderRecord(record, place));
  return folder.string() + " holds an integration that builds and passes its tests: make test\n" +
         "What it states about " + inputs.name + ", and what to do at " + inputs.name +
         ", stands in " + (folder / "README.md").string() + ".\n";
}

bool printDifferences(const std::string& name, const Place& place) {
  checkProviderName(name);
  const fs::path folder = place.folder / lowerCase(name);
  const GeneratedRecord record = readRecord(folder);
  const Temporary temporary;
  const fs::path todays = temporary.path() / "today";
  Files files = renderRecord(record, place);
  files.erase(kRecordFile);
  writeFolder(todays, files);
  bool is_different = false;
  for (const auto& file : files) {
    const std::string label = (folder / file.first).string();
    is_different = differs(folder / file.first, todays / file.first, label) || is_different;
  }
  return is_different;
}

}  // namespace patchbay::generator
