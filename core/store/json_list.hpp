#pragma once

#include <optional>
#include <string>
#include <vector>

namespace patchbay::store {

/// A list of texts as a column holds it: a JSON array of strings.
std::string toJsonList(const std::vector<std::string>& entries);
/// @throws IntegrationError `storage_unavailable` for anything else.
std::vector<std::string> parseJsonList(const std::string& text);

/// Rows of columns, as the database's own JSON functions list them: an array of arrays of texts,
/// whole numbers and nulls.
/// @throws IntegrationError `storage_unavailable` for anything else.
std::vector<std::vector<std::optional<std::string>>> parseJsonRows(const std::string& text);

}  // namespace patchbay::store
