#include "core/oauth/scopes.hpp"

#include <algorithm>
#include <iterator>

namespace patchbay::oauth {

std::string joinScopes(const std::vector<std::string>& scopes, std::string_view separator) {
  std::string joined;
  for (const std::string& scope : scopes) {
    if (!joined.empty()) joined += separator;
    joined += scope;
  }
  return joined;
}

std::vector<std::string> missingScopes(const std::vector<std::string>& required,
                                       std::string_view granted) {
  const std::string padded = ' ' + std::string(granted) + ' ';
  std::vector<std::string> missing;
  std::copy_if(required.begin(), required.end(), std::back_inserter(missing),
               [&](const std::string& scope) {
                 return padded.find(' ' + scope + ' ') == std::string::npos;
               });
  return missing;
}

}  // namespace patchbay::oauth
