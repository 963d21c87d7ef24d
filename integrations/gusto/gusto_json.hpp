#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/data/calendar.hpp"

namespace patchbay::gusto {

/// A text member; empty when it is missing, null, or no text.
inline std::string textMember(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

/// A list member; the empty list when it is missing or no list.
inline const boost::json::array& listMember(const boost::json::object& object,
                                            std::string_view name) {
  static const boost::json::array kNone;
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

inline bool flagMember(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace patchbay::gusto
