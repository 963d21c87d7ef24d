#include "tests/plugin/plugin_folder.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "core/crypto/digest.hpp"
#include "tests/support/testdata.hpp"

namespace patchbay::testing {
namespace {

const std::filesystem::path kTemplates = TEMPLATE_FOLDER;
const std::filesystem::path kDoctored = DOCTORED_FOLDER;

}  // namespace

PluginFolder::PluginFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "patchbay-plugins-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

PluginFolder::~PluginFolder() { std::filesystem::remove_all(path_); }

std::filesystem::path PluginFolder::installTemplate(const std::string& file,
                                                    const std::string& api_type) {
  std::filesystem::copy_file(kTemplates / ("libxxxxx_" + api_type + ".so"), path_ / file);
  return path_ / file;
}

std::filesystem::path PluginFolder::installDoctored(const std::string& name) {
  const auto file = path_ / ("lib" + name + ".so");
  std::filesystem::copy_file(kDoctored / ("libdoctored_" + name + ".so"), file);
  return file;
}

std::filesystem::path PluginFolder::installVersion(const std::string& version) {
  return write("libversioned.so", readText(kDoctored / ("libdoctored_" + version + "_version.so")));
}

std::filesystem::path PluginFolder::write(const std::string& file, const std::string& bytes) {
  std::ofstream(path_ / file, std::ios::binary) << bytes;
  return path_ / file;
}

void PluginFolder::list(const std::vector<RegistryEntry>& entries) {
  boost::json::array list;
  for (const auto& entry : entries) {
    boost::json::object line;
    line["name"] = entry.name;
    line["file"] = entry.file;
    line["sha256"] = entry.sha256;
    line["enabled"] = entry.enabled;
    list.push_back(std::move(line));
  }
  boost::json::object registry;
  registry["integrations"] = std::move(list);
  write("registry.json", boost::json::serialize(registry));
}

RegistryEntry entryFor(const std::string& name, const std::filesystem::path& file) {
  RegistryEntry entry;
  entry.name = name;
  entry.file = file.filename().string();
  entry.sha256 = digestOf(file);
  return entry;
}

std::string goodPlugin() { return readText(kTemplates / "libxxxxx_payroll.so"); }

std::string digestOf(const std::filesystem::path& file) {
  return crypto::sha256Hex(readText(file));
}

}  // namespace patchbay::testing
