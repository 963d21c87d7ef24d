#include "core/base/nearest_name.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace patchbay {
namespace {

// Levenshtein's distance, one row of its table at a time.
std::size_t editDistance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearestName(std::string_view text, const std::set<std::string>& names) {
  const auto nearest = std::min_element(
      names.begin(), names.end(), [&](const std::string& left, const std::string& right) {
        return editDistance(text, left) < editDistance(text, right);
      });
  return nearest == names.end() ? std::string() : *nearest;
}

}  // namespace patchbay
