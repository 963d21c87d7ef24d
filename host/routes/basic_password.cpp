#include "host/routes/basic_password.hpp"

#include <algorithm>
#include <string>

#include "core/crypto/digest.hpp"

namespace patchbay::host {

std::optional<Secret> passwordOf(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  const std::string_view scheme = authorization.substr(0, kScheme.size());
  const bool is_basic = std::equal(
      scheme.begin(), scheme.end(), kScheme.begin(), kScheme.end(), [](char given, char lower) {
        return (given >= 'A' && given <= 'Z' ? given + 32 : given) == lower;
      });
  if (!is_basic) return std::nullopt;
  const auto credentials = crypto::parseBase64(authorization.substr(kScheme.size()));
  if (!credentials) return std::nullopt;
  const auto colon = credentials->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return Secret(credentials->substr(colon + 1));
}

}  // namespace patchbay::host
