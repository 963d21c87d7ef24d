#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"

namespace patchbay::store {

/// One row of an answer, read column by column in the order of the SELECT list.
/// @throws IntegrationError `storage_unavailable` for a NULL or a text where there must be none.
class SqlRow {
 public:
  explicit SqlRow(std::vector<std::optional<std::string>> fields) : fields_(std::move(fields)) {}

  std::string text();
  std::int64_t number();
  TimePoint time();
  std::optional<std::string> optionalText();
  std::optional<TimePoint> optionalTime();
  /// A column that is a list of rows: `{json_rows}({json_row}(column, ...))`. Their order is left
  /// to the database.
  std::vector<SqlRow> rows();

 private:
  std::optional<std::string>& next();

  std::vector<std::optional<std::string>> fields_;
  std::size_t position_ = 0;
};

}  // namespace patchbay::store
