#include "core/oauth/authorization_response.hpp"

#include "core/base/utf8.hpp"

namespace patchbay::oauth {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw IntegrationError(ErrorCode::invalid_request, text);
}

// RFC 6749 section 3.1: parameters must not be included more than once.
std::optional<std::string> findOnce(const Parameters& query, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [key, value] : query) {
    if (key != name) continue;
    if (found) {
      refuse("The provider's answer repeats '" + std::string(name) + "'; connect again.");
    }
    found = value;
  }
  return found;
}

std::string findFilled(const Parameters& query, std::string_view name) {
  const std::optional<std::string> found = findOnce(query, name);
  if (found && found->empty()) {
    refuse("The provider's answer has an empty '" + std::string(name) + "'; connect again.");
  }
  return found.value_or("");
}

// Cuts to a number of characters, never inside one.
std::string cut(const std::string& text, std::size_t most) {
  std::string_view rest = text;
  for (std::size_t count = 0; count < most && !rest.empty(); ++count) {
    const std::size_t length = leadingUtf8(rest);
    rest.remove_prefix(length == 0 ? 1 : length);
  }
  return text.substr(0, text.size() - rest.size());
}

}  // namespace

AuthorizationResponse parseAuthorizationResponse(const Parameters& query,
                                                 const std::string& code_parameter) {
  constexpr std::size_t kMostProse = 256;
  AuthorizationResponse response;
  response.state = findFilled(query, "state");
  response.code = findFilled(query, code_parameter);
  response.error = cut(findFilled(query, "error"), kMostProse);
  response.error_description = cut(findOnce(query, "error_description").value_or(""), kMostProse);
  findOnce(query, "error_uri");
  response.iss = findOnce(query, "iss");
  if (response.state.empty()) refuse("The provider's answer has no 'state'; connect again.");
  if (response.code.empty() == response.error.empty()) {
    refuse(response.code.empty() ? "The provider's answer has neither '" + code_parameter +
                                       "' nor 'error'; connect again."
                                 : "The provider's answer has both '" + code_parameter +
                                       "' and 'error'; connect again.");
  }
  return response;
}

void checkIssuer(const AuthorizationResponse& response, const std::string& issuer, bool required) {
  if (issuer.empty()) return;
  if (!response.iss) {
    if (required) refuse("The provider's answer does not name its issuer; connect again.");
  } else if (*response.iss != issuer) {
    refuse("The answer comes from another provider than the one asked; connect again.");
  }
}

IntegrationError refusalOf(const AuthorizationResponse& response, const std::string& provider) {
  if (response.error == "access_denied") {
    return IntegrationError(ErrorCode::access_denied,
                            "access to " + provider + " was not given, so nothing was connected");
  }
  const bool passes =
      response.error == "temporarily_unavailable" || response.error == "server_error";
  std::string text = provider + " answered " + response.error;
  if (!response.error_description.empty()) text += ": " + response.error_description;
  return IntegrationError(
      passes ? ErrorCode::temporarily_unavailable : ErrorCode::provider_configuration, text);
}

}  // namespace patchbay::oauth
