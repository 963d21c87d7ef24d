#include "core/store/sql_row.hpp"

#include <charconv>
#include <string_view>

#include "core/base/error.hpp"
#include "core/store/json_list.hpp"

namespace patchbay::store {
namespace {

IntegrationError damagedRow(std::string_view cause) {
  return {ErrorCode::storage_unavailable,
          "The database holds a row that cannot be read; restore it from a backup.",
          std::string(cause)};
}

}  // namespace

std::optional<std::string>& SqlRow::next() {
  if (position_ >= fields_.size()) throw damagedRow("a column is missing");
  return fields_[position_++];
}

std::string SqlRow::text() {
  auto& field = next();
  if (!field) throw damagedRow("NULL where a text must be");
  return std::move(*field);
}

std::int64_t SqlRow::number() {
  const std::string digits = text();
  std::int64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stop != end) throw damagedRow("text where a number must be");
  return number;
}

TimePoint SqlRow::time() { return TimePoint(Milliseconds(number())); }

std::optional<std::string> SqlRow::optionalText() { return std::move(next()); }

std::optional<TimePoint> SqlRow::optionalTime() {
  if (!next()) return std::nullopt;
  --position_;
  return time();
}

std::vector<SqlRow> SqlRow::rows() {
  std::vector<SqlRow> rows;
  const auto text = optionalText();
  if (!text) return rows;
  for (auto& fields : parseJsonRows(*text)) rows.emplace_back(std::move(fields));
  return rows;
}

}  // namespace patchbay::store
