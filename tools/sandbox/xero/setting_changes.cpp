#include "tools/sandbox/xero/setting_changes.hpp"

#include <array>
#include <string>
#include <utility>

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, unsigned XeroSettings::*>, 4> kNumbers{{
    {"calls_at_once", &XeroSettings::calls_at_once},
    {"calls_per_minute", &XeroSettings::calls_per_minute},
    {"calls_per_day", &XeroSettings::calls_per_day},
    {"app_calls_per_minute", &XeroSettings::app_calls_per_minute},
}};

constexpr std::array<std::pair<std::string_view, bool XeroSettings::*>, 4> kFlags{{
    {"invalid_client_is_401", &XeroSettings::invalid_client_is_401},
    {"broad_scopes", &XeroSettings::broad_scopes},
    {"has_reports_role", &XeroSettings::has_reports_role},
    {"custom_layout", &XeroSettings::custom_layout},
}};

constexpr std::array<std::pair<std::string_view, Seconds TokenRules::*>, 3> kLives{{
    {"access_token_seconds", &TokenRules::access_token_life},
    {"refresh_token_seconds", &TokenRules::refresh_token_life},
    {"rotation_grace_seconds", &TokenRules::rotation_grace},
}};

constexpr std::array<std::pair<std::string_view, ZeroCells>, 3> kZeroCells{{
    {"zero", ZeroCells::zero},
    {"empty", ZeroCells::empty},
    {"missing", ZeroCells::missing},
}};

ZeroCells zeroCellsOf(std::string_view name, const json::value& value) {
  for (const auto& [known, cells] : kZeroCells) {
    if (textOf(name, value) == known) return cells;
  }
  refuseSetting(name, "zero, empty or missing");
}

}  // namespace

void changeSetting(XeroSettings& settings, std::string_view name, const json::value& value) {
  for (const auto& [known, member] : kNumbers) {
    if (name == known) settings.*member = static_cast<unsigned>(numberFrom1(name, value));
    if (name == known) return;
  }
  for (const auto& [known, member] : kFlags) {
    if (name == known) settings.*member = flagOf(name, value);
    if (name == known) return;
  }
  for (const auto& [known, member] : kLives) {
    if (name == known) settings.*member = Seconds(numberFrom1(name, value));
    if (name == known) return;
  }
  if (name == "late_use_ends_grant") {
    settings.late_use_ends_grant = flagOf(name, value);
  } else if (name == "zero_cells") {
    settings.zero_cells = zeroCellsOf(name, value);
  } else if (name == "webhook_key") {
    settings.webhook_key = textOf(name, value);
  } else {
    refuseSetting(name, "left out: there is no such setting");
  }
}

json::object describeSettings(const XeroSettings& settings) {
  json::object all;
  for (const auto& [name, member] : kNumbers) all[name] = settings.*member;
  for (const auto& [name, member] : kFlags) all[name] = settings.*member;
  for (const auto& [name, member] : kLives) all[name] = (settings.*member).count();
  all["late_use_ends_grant"] = settings.late_use_ends_grant;
  for (const auto& [name, cells] : kZeroCells) {
    if (settings.zero_cells == cells) all["zero_cells"] = name;
  }
  return all;
}

}  // namespace patchbay::sandbox::xero
