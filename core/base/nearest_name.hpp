#pragma once

#include <set>
#include <string>
#include <string_view>

namespace patchbay {

/// The name of `names` that the fewest edits (insert, remove, replace one character) turn into
/// `text`; the first of several; empty when there are no names.
std::string nearestName(std::string_view text, const std::set<std::string>& names);

}  // namespace patchbay
