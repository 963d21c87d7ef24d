#pragma once

#include <string>

#include "tools/generator/writing/fact_lines.hpp"

namespace patchbay::generator {

/// A template's text for a provider: `XxXxX`, `xxxxx` and `XXXXX` become the name as given, in
/// lower and in upper case; lines from `@facts <name>` to `@end` become that region, those from
/// `@if <condition>` to `@end` stay where it holds and go where not.
/// @throws std::runtime_error for a region that is unknown or does not end.
std::string fillIn(const std::string& text, const std::string& name, const Regions& regions);

/// The marks alone, for the names of files.
std::string fillInName(std::string text, const std::string& name);

}  // namespace patchbay::generator
