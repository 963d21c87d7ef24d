#include "core/store/json_list.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

#include "core/base/error.hpp"

namespace patchbay::store {
namespace {

IntegrationError unreadable() {
  return {ErrorCode::storage_unavailable,
          "The database holds a list that cannot be read; restore it from a backup."};
}

std::optional<std::string> columnOf(const boost::json::value& value) {
  if (value.is_null()) return std::nullopt;
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64()) return std::to_string(value.get_int64());
  throw unreadable();
}

const boost::json::array& arrayIn(const boost::json::value& value) {
  const auto* const array = value.if_array();
  if (array == nullptr) throw unreadable();
  return *array;
}

}  // namespace

std::string toJsonList(const std::vector<std::string>& entries) {
  boost::json::array list;
  for (const std::string& entry : entries) list.emplace_back(entry);
  return boost::json::serialize(list);
}

std::vector<std::string> parseJsonList(const std::string& text) {
  boost::json::error_code failure;
  const auto value = boost::json::parse(text, failure);
  auto list = boost::json::try_value_to<std::vector<std::string>>(value);
  if (failure || !list) throw unreadable();
  return std::move(*list);
}

std::vector<std::vector<std::optional<std::string>>> parseJsonRows(const std::string& text) {
  boost::json::error_code failure;
  const auto value = boost::json::parse(text, failure);
  if (failure) throw unreadable();
  std::vector<std::vector<std::optional<std::string>>> rows;
  for (const auto& row : arrayIn(value)) {
    auto& columns = rows.emplace_back();
    for (const auto& column : arrayIn(row)) columns.push_back(columnOf(column));
  }
  return rows;
}

}  // namespace patchbay::store
