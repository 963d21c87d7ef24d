#include "xero_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace patchbay {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

const boost::json::value* findMember(const boost::json::value& value, std::string_view name) {
  const auto* object = value.if_object();
  return object != nullptr ? object->if_contains(name) : nullptr;
}

const boost::json::array& listMember(const boost::json::value& value, std::string_view name) {
  static const boost::json::array kNone;
  const auto* member = findMember(value, name);
  const auto* list = member != nullptr ? member->if_array() : nullptr;
  return list != nullptr ? *list : kNone;
}

std::string_view textMember(const boost::json::value& value, std::string_view name) {
  const auto* member = findMember(value, name);
  if (member == nullptr || !member->is_string()) return {};
  return trim(member->get_string());
}

}  // namespace patchbay
