#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::oauth {

/// Scopes as one text: separated by blanks (RFC 6749 section 3.3), or as the provider wants it.
std::string joinScopes(const std::vector<std::string>& scopes, std::string_view separator = " ");

/// Those of `required` that are not among `granted`, which is separated by blanks.
std::vector<std::string> missingScopes(const std::vector<std::string>& required,
                                       std::string_view granted);

}  // namespace patchbay::oauth
