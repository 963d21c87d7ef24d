#pragma once

#include <string>

namespace patchbay::generator {

/// A name that may become a class, a folder, a library, a path of the host and the begin of
/// settings.
/// @throws Refused for any other.
void checkProviderName(const std::string& name);

/// A text from outside, fit for a line of a message: in single quotes, with whatever is not
/// printable ASCII escaped, and cut after 60 characters.
std::string quoted(const std::string& text);

}  // namespace patchbay::generator
