#pragma once

#include <map>
#include <set>
#include <string>

#include "tools/generator/facts/provider_facts.hpp"

namespace patchbay::generator {

/// What takes the place of a template's regions.
struct Regions {
  std::map<std::string, std::string> facts;  ///< by the name behind `@facts`: whole lines
  std::set<std::string> conditions;          ///< what holds behind `@if`

  Regions() = default;
};

Regions writeRegions(const ProviderFacts& facts);

/// A C++ string literal of that value, with its quotes; ASCII only, on one line.
std::string cppLiteral(const std::string& text);

}  // namespace patchbay::generator
