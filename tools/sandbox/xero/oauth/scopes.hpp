#pragma once

#include <string>
#include <string_view>

namespace patchbay::sandbox::xero {

/// The first scope of a list that an application may not ask for; empty when it may have all.
/// @param broad  whether the broad accounting scopes are still open to the application.
std::string findForeignScope(std::string_view scopes, bool broad);

/// The scopes of both lists, each once, those of `held` first: consents only ever add.
std::string joinScopes(std::string_view held, std::string_view asked);

}  // namespace patchbay::sandbox::xero
