#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>

#include "core/base/error.hpp"
#include "core/oauth/strict_json.hpp"
#include "core/plugin/integration_registry.hpp"
#include "core/plugin/plugin_file.hpp"

namespace patchbay {
namespace {

constexpr const char* kRegistry = "registry.json";
constexpr std::size_t kLargestRegistry = 1024U * 1024;

[[noreturn]] void refuseRegistry(const std::string& cause) {
  refusePlugin(kRegistry, cause, "run make, which writes it");
}

std::string textMember(const boost::json::object& entry, const char* member) {
  const auto* value = entry.if_contains(member);
  if (value == nullptr || !value->is_string() || value->get_string().empty()) {
    refuseRegistry(std::string("an entry has no text \"") + member + "\"");
  }
  return std::string(value->get_string());
}

RegistryEntry readEntry(const boost::json::value& value) {
  if (!value.is_object()) refuseRegistry("an entry is no object");
  const auto& object = value.get_object();
  RegistryEntry entry;
  entry.name = textMember(object, "name");
  entry.file = textMember(object, "file");
  entry.sha256 = textMember(object, "sha256");
  if (const auto* enabled = object.if_contains("enabled")) {
    if (!enabled->is_bool()) refuseRegistry("\"enabled\" of " + entry.name + " is no boolean");
    entry.enabled = enabled->get_bool();
  }
  return entry;
}

boost::json::value parseRegistry(const std::string& text) {
  try {
    return oauth::parseStrictJson(text);
  } catch (const IntegrationError& error) {
    refuseRegistry("is not JSON (" + error.publicText() + ")");
  }
}

}  // namespace

std::vector<RegistryEntry> readRegistry(const std::filesystem::path& folder) {
  // The registry vouches for the libraries, so nobody else may write it either.
  const TrustedFile file(folder / kRegistry, kLargestRegistry);
  const auto document = parseRegistry(file.bytes());
  const auto* root = document.if_object();
  const auto* list = root != nullptr ? root->if_contains("integrations") : nullptr;
  if (list == nullptr || !list->is_array()) refuseRegistry("has no list \"integrations\"");
  std::vector<RegistryEntry> entries;
  for (const auto& value : list->get_array()) entries.push_back(readEntry(value));
  return entries;
}

}  // namespace patchbay
