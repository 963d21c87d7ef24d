#include "tools/sandbox/common/oauth/token_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/url_rules.hpp"

namespace patchbay::sandbox {
namespace {

constexpr std::array<std::pair<std::string_view, RotationRule>, 4> kRotationRules{{
    {"none", RotationRule::none},
    {"grace", RotationRule::grace},
    {"until_first_use", RotationRule::until_first_use},
    {"strict", RotationRule::strict},
}};

}  // namespace

std::optional<RotationRule> findRotationRule(std::string_view name) {
  for (const auto& [known, rule] : kRotationRules) {
    if (known == name) return rule;
  }
  return std::nullopt;
}

std::string_view nameOf(RotationRule rule) {
  return std::find_if(kRotationRules.begin(), kRotationRules.end(),
                      [rule](const auto& entry) { return entry.second == rule; })
      ->first;
}

const Application* TokenRules::findApplication(std::string_view client_id) const {
  const auto found = std::find_if(
      applications.begin(), applications.end(),
      [client_id](const Application& application) { return application.client_id == client_id; });
  return found == applications.end() ? nullptr : &*found;
}

bool TokenRules::acceptsRedirect(std::string_view uri) const {
  if (std::find(redirect_uris.begin(), redirect_uris.end(), uri) != redirect_uris.end())
    return true;
  // Plain http is only well-formed towards a loopback host.
  return any_loopback_redirect && uri.starts_with("http://") && findUrlProblem(uri).empty();
}

bool holdsScope(std::string_view scopes, std::string_view wanted) {
  const auto held = splitScopes(scopes);
  return std::find(held.begin(), held.end(), wanted) != held.end();
}

std::vector<std::string> splitScopes(std::string_view scopes) {
  std::vector<std::string> list;
  while (!scopes.empty()) {
    const std::size_t end = scopes.find(' ');
    if (end != 0) list.emplace_back(scopes.substr(0, end));
    scopes.remove_prefix(end == std::string_view::npos ? scopes.size() : end + 1);
  }
  return list;
}

}  // namespace patchbay::sandbox
