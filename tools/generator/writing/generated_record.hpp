#pragma once

#include <string>

#include "tools/generator/facts/provider_inputs.hpp"

namespace patchbay::generator {

/// From what a folder was generated: written into it as `generated.json`, so that the same can be
/// generated again, without asking the provider.
struct GeneratedRecord {
  ProviderInputs inputs;
  std::string document;  ///< the discovery document as it was then; empty without one

  GeneratedRecord() = default;
};

inline constexpr const char* kRecordFile = "generated.json";

std::string writeRecord(const GeneratedRecord& record);

/// @throws Refused when the text is no such record, or holds what the generator would refuse.
GeneratedRecord parseRecord(const std::string& text);

}  // namespace patchbay::generator
