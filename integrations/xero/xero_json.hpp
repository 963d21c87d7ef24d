#pragma once

#include <boost/json/fwd.hpp>
#include <string_view>

namespace patchbay {

/// The member of an object; null when `value` is none or lacks it.
const boost::json::value* findMember(const boost::json::value& value, std::string_view name);

/// Empty when the member is missing or no list.
const boost::json::array& listMember(const boost::json::value& value, std::string_view name);

/// Without blanks around it; empty when the member is missing or no text.
std::string_view textMember(const boost::json::value& value, std::string_view name);

}  // namespace patchbay
