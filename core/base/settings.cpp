#include "core/base/settings.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/base/env_file.hpp"
#include "core/base/error.hpp"
#include "core/base/letter_case.hpp"
#include "core/base/nearest_name.hpp"
#include "core/base/url_rules.hpp"

namespace patchbay {
namespace {

constexpr std::string_view kOwnPrefix = "PATCHBAY_";
constexpr std::string_view kFileSuffix = "_FILE";

[[noreturn]] void refuse(const std::string& text) {
  throw IntegrationError(ErrorCode::settings_invalid, text);
}

std::string described(const std::string& name, const std::string& source) {
  return name + " (" + source + ")";
}

bool isBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string withoutSuffix(std::string_view name) {
  return std::string(name.substr(0, name.size() - kFileSuffix.size()));
}

void refuseUnknown(const std::string& name, const std::string& source,
                   const std::set<std::string>& known) {
  if (!name.starts_with(kOwnPrefix) || known.contains(name)) return;
  const bool is_file = name.ends_with(kFileSuffix);
  if (is_file && known.contains(withoutSuffix(name))) return;
  std::string cure = "remove it";
  const std::string nearest = nearestName(is_file ? withoutSuffix(name) : name, known);
  if (!nearest.empty()) {
    const bool names_file = is_file && !nearest.ends_with(kFileSuffix);
    cure = "did you mean " + nearest + std::string(names_file ? kFileSuffix : "") + "?";
  }
  refuse(described(name, source) + ": there is no such setting; " + cure);
}

std::string withoutFinalNewline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace

Settings Settings::load(const SettingsSources& sources, const std::set<std::string>& known) {
  Settings settings;
  const auto put = [&](const std::string& name, std::string text, const std::string& source) {
    refuseUnknown(name, source, known);
    // Blank counts as not set, so it does not hide a weaker source either.
    if (!isBlank(text)) settings.values_[name] = Value{std::move(text), source};
  };
  std::error_code ignored;
  if (!sources.env_file.empty() && std::filesystem::exists(sources.env_file, ignored)) {
    const std::string file = sources.env_file.string();
    const std::string content = readSettingsFile(sources.env_file, "settings");
    for (auto& [name, entry] : parseEnvFile(content, file)) {
      put(name, std::move(entry.value), file + " line " + std::to_string(entry.line));
    }
  }
  for (const auto& [name, text] : sources.environment) put(name, text, "environment");
  for (const auto& [name, text] : sources.flags) put(name, text, "flag");
  settings.readFilesOf(known);
  return settings;
}

Settings Settings::of(std::map<std::string, std::string> values) {
  Settings settings;
  for (auto& [name, text] : values) {
    if (!isBlank(text)) settings.values_[name] = Value{std::move(text), "fixed"};
  }
  return settings;
}

void Settings::readFilesOf(const std::set<std::string>& known) {
  for (const std::string& name : known) {
    std::optional<Value> value = lookUp(name);
    if (value) values_[name] = std::move(*value);
    // A name that is known with its suffix is a path in its own right.
    const std::string file_name = name + std::string(kFileSuffix);
    if (!known.contains(file_name)) values_.erase(file_name);
  }
}

std::optional<Settings::Value> Settings::lookUp(const std::string& name) const {
  const auto direct = values_.find(name);
  const auto file = values_.find(name + std::string(kFileSuffix));
  if (file == values_.end()) {
    return direct == values_.end() ? std::nullopt : std::optional(direct->second);
  }
  const std::string place = described(file->first, file->second.source);
  if (direct != values_.end()) {
    refuse(described(name, direct->second.source) + " and " + place +
           " are both set; remove one of them");
  }
  std::string text = withoutFinalNewline(readSettingsFile(file->second.text, place));
  if (isBlank(text)) return std::nullopt;
  return Value{std::move(text), "file " + file->second.text};
}

std::optional<std::string> Settings::find(const std::string& name) const {
  std::optional<Value> value = lookUp(name);
  if (!value) return std::nullopt;
  return std::move(value->text);
}

std::string Settings::get(const std::string& name, std::string_view fallback) const {
  return find(name).value_or(std::string(fallback));
}

std::string Settings::require(const std::string& name) const {
  std::optional<std::string> text = find(name);
  if (!text) {
    refuse(name + ": is not set; set it in the environment or in .env, or give the path of a " +
           "file that holds it as " + name + std::string(kFileSuffix));
  }
  return std::move(*text);
}

Secret Settings::requireSecret(const std::string& name) const { return Secret(require(name)); }

std::optional<Secret> Settings::findSecret(const std::string& name) const {
  std::optional<std::string> text = find(name);
  if (!text) return std::nullopt;
  return Secret(std::move(*text));
}

std::int64_t Settings::getInteger(const std::string& name, std::int64_t fallback,
                                  std::int64_t least, std::int64_t most) const {
  const std::optional<Value> value = lookUp(name);
  if (!value) return fallback;
  const std::string& text = value->text;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || number < least || number > most) {
    refuse(described(name, value->source) + ": is not a whole number from " +
           std::to_string(least) + " to " + std::to_string(most) + "; correct it");
  }
  return number;
}

bool Settings::getFlag(const std::string& name, bool fallback) const {
  const std::optional<Value> value = lookUp(name);
  if (!value) return fallback;
  const std::string text = lowerCase(value->text);
  for (const auto* word : {"true", "1", "yes", "on"}) {
    if (text == word) return true;
  }
  for (const auto* word : {"false", "0", "no", "off"}) {
    if (text == word) return false;
  }
  refuse(described(name, value->source) + ": is neither true nor false; write one of them");
}

std::vector<std::string> Settings::getList(const std::string& name) const {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::string text = get(name, "");
  std::vector<std::string> entries;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view entry = std::string_view(text).substr(begin, end - begin);
    const std::size_t first = entry.find_first_not_of(kBlanks);
    if (first != std::string_view::npos) {
      entries.emplace_back(entry.substr(first, entry.find_last_not_of(kBlanks) - first + 1));
    }
    begin = end + 1;
  }
  return entries;
}

std::map<std::string, std::string> Settings::findAll(std::string_view prefix) const {
  std::map<std::string, std::string> found;
  for (auto entry = values_.lower_bound(std::string(prefix));
       entry != values_.end() && entry->first.starts_with(prefix); ++entry) {
    const std::string& name = entry->first;
    try {
      found[name] = get(name.ends_with(kFileSuffix) ? withoutSuffix(name) : name, "");
    } catch (const IntegrationError& error) {
      found[name] = error.publicText();
    }
  }
  return found;
}

std::string Settings::requireUrl(const std::string& name, std::string_view fallback) const {
  std::optional<Value> value = lookUp(name);
  if (!value && !fallback.empty()) value = Value{std::string(fallback), "default"};
  if (!value) require(name);  // throws what it says of any missing setting
  const std::string problem = findUrlProblem(value->text);
  if (!problem.empty()) refuse(described(name, value->source) + ": " + problem);
  const bool has_query = value->text.find('?') != std::string::npos;
  while (!has_query && value->text.ends_with('/')) value->text.pop_back();
  return std::move(value->text);
}

}  // namespace patchbay
