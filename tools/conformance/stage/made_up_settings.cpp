#include "tools/conformance/stage/made_up_settings.hpp"

#include <algorithm>
#include <utility>

#include "tools/conformance/stage/stage.hpp"

namespace patchbay::conformance {
namespace {

/// The setting that `Settings::require` misses: `NAME: is not set; ...`.
std::string missingSetting(const IntegrationError& error) {
  const std::string& text = error.publicText();
  const auto colon = text.find(": is not set");
  if (error.code() != ErrorCode::settings_invalid || colon == std::string::npos) return {};
  const std::string name = text.substr(0, colon);
  const bool is_name = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  return is_name ? name : std::string();
}

std::string valueFor(const std::string& name) {
  for (const char* const ending : {"_URL", "_URI", "_ENDPOINT", "_ISSUER"}) {
    if (!name.ends_with(ending)) continue;
    std::string host = name;
    std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) {
      return c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return "https://" + host + ".conformance.test";
  }
  // What has to be encoded shows whether it is (RFC 6749 section 2.3.1).
  if (name.ends_with("_SECRET")) return "kit secret+&=%/:~";
  if (name.ends_with("_ID")) return "kit-client:1";
  return "kit-value";
}

}  // namespace

Settings makeUpSettings(const MakeIntegration& make, const Options& options) {
  SettingsSources sources = options.settings;
  for (const auto& [name, value] : options.recorded.settings) sources.flags.emplace(name, value);
  for (;;) {
    Settings settings = Settings::load(sources, options.known_settings);
    try {
      const Stage stage(make, settings, options);
      return settings;
    } catch (const IntegrationError& error) {
      const std::string name = missingSetting(error);
      if (name.empty() || sources.flags.contains(name)) throw;
      sources.flags.emplace(name, valueFor(name));
    }
  }
}

}  // namespace patchbay::conformance
