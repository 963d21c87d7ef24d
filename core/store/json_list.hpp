#pragma once

#include <string>
#include <vector>

namespace patchbay::store {

/// A list of texts as a column holds it: a JSON array of strings.
std::string toJsonList(const std::vector<std::string>& entries);
/// @throws IntegrationError `storage_unavailable` for anything else.
std::vector<std::string> parseJsonList(const std::string& text);

}  // namespace patchbay::store
