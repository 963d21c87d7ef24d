#include "core/store/json_list.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

#include "core/base/error.hpp"

namespace patchbay::store {

std::string toJsonList(const std::vector<std::string>& entries) {
  boost::json::array list;
  for (const std::string& entry : entries) list.emplace_back(entry);
  return boost::json::serialize(list);
}

std::vector<std::string> parseJsonList(const std::string& text) {
  boost::json::error_code failure;
  const auto value = boost::json::parse(text, failure);
  auto list = boost::json::try_value_to<std::vector<std::string>>(value);
  if (failure || !list) {
    throw IntegrationError(ErrorCode::storage_unavailable,
                           "The database holds a list that cannot be read; restore it from a "
                           "backup.");
  }
  return std::move(*list);
}

}  // namespace patchbay::store
