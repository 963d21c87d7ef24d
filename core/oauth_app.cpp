#include "core/oauth_app.hpp"

#include <algorithm>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

void require(bool holds, const OAuthApp& app, const std::string& fact) {
  if (holds) return;
  throw IntegrationError(ErrorCode::settings_invalid,
                         app.name + ": " + fact + "; correct registerOAuthApp or its settings");
}

bool isJsonPointer(const std::string& path) { return path.empty() || path.front() == '/'; }

// What would not fail at once, but at somebody's login or first refresh.
void checkDifferences(const OAuthApp& app) {
  require(oauth::nameOf(app.parameter_names, "state") == "state", app,
          "parameter_names may not rename state, by which a callback is recognised");
  require(
      !app.code_parameter.empty() && app.code_parameter != "state" && app.code_parameter != "error",
      app, "code_parameter must name the parameter that brings the code");
  require(isJsonPointer(app.token_response.path), app,
          "token_response.path must begin with /, such as /data");
  require(isJsonPointer(app.token_errors.path), app,
          "token_errors.path must begin with /, such as /code");
  for (const auto& stated : app.token_errors.codes) {
    require(!stated.first.empty(), app, "token_errors.codes holds an empty code");
    require(stated.second != oauth::OutcomeClass::success &&
                stated.second != oauth::OutcomeClass::not_sent,
            app, "token_errors.codes holds a class that no answer can have");
  }
}

}  // namespace

bool isProviderName(std::string_view name) {
  const auto is_letter = [](unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  const auto is_allowed = [&](unsigned char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

void checkFacts(const OAuthApp& app) {
  require(isProviderName(app.name), app, "the name must be letters and digits, a letter first");
  require(!app.client_id.empty(), app, "client_id is missing");
  require(
      app.client_authentication == oauth::ClientAuthentication::none || !app.client_secret.empty(),
      app, "client_secret is missing");
  require(!app.authorization_endpoint.empty(), app, "authorization_endpoint is missing");
  require(!app.token_endpoint.empty(), app, "token_endpoint is missing");
  require(app.jwks_uri.empty() || !app.issuer.empty(), app, "jwks_uri needs an issuer");
  checkDifferences(app);
}

}  // namespace patchbay
