#include "tools/conformance/scenarios/looks.hpp"

namespace patchbay::conformance {
namespace {

/// The parameter's value, which may stand there only once; empty when it is absent.
std::string single(Stage& stage, const std::string& location, const std::string& name) {
  const auto values = queryParameters(location, oauth::nameOf(stage.app().parameter_names, name));
  expect(values.size() < 2, name + " stands once in the authorization request",
         "it stands there " + std::to_string(values.size()) + " times");
  return values.empty() ? std::string() : values.front();
}

void expectParameter(Stage& stage, const std::string& location, const std::string& name,
                     const std::string& standard) {
  const std::string value = statedValue(stage.app().authorization_parameters, name, standard);
  const std::string found = single(stage, location, name);
  expect(found == value, value.empty() ? "no " + name : name + "=" + value,
         found.empty() ? "it is absent" : "`" + found + "`");
}

void goesToTheEndpoint(Stage& stage) {
  const std::string location = stage.login().location;
  expect(location.starts_with(stage.app().authorization_endpoint),
         "a redirect to " + stage.app().authorization_endpoint,
         "it goes to " + location.substr(0, location.find('?')));
}

void asksForACode(Stage& stage) {
  const std::string location = stage.login().location;
  expectParameter(stage, location, "response_type", "code");
  expectParameter(stage, location, "client_id", stage.app().client_id);
}

void namesTheRedirectUri(Stage& stage) {
  expectParameter(stage, stage.login().location, "redirect_uri", stage.integration().redirectUri());
}

void asksForTheScopes(Stage& stage) {
  expectParameter(stage, stage.login().location, "scope",
                  joinedWords(stage.app().scopes, stage.app().scope_separator));
}

void makesStates(Stage& stage) {
  const std::string first = single(stage, stage.login().location, "state");
  const std::string second = single(stage, stage.login().location, "state");
  // 22 characters of base64url are 132 bits.
  expect(first.size() >= 22, "a state of at least 128 bits",
         "it has " + std::to_string(first.size()) + " characters");
  expect(first != second, "another state for each login", "two logins have the same");
}

void sendsAChallenge(Stage& stage) {
  const std::string location = stage.login().location;
  expectParameter(stage, location, "code_challenge_method", "S256");
  const std::string challenge = single(stage, location, "code_challenge");
  expect(challenge.size() == 43, "a code_challenge of 43 characters (SHA-256 in base64url)",
         "it has " + std::to_string(challenge.size()));
}

void challengesAnew(Stage& stage) {
  const std::string first = single(stage, stage.login().location, "code_challenge");
  const std::string second = single(stage, stage.login().location, "code_challenge");
  expect(first != second, "another code_challenge for each login", "two logins have the same");
}

void sendsNoVerifier(Stage& stage) {
  const LoginRedirect redirect = stage.login();
  expectParameter(stage, redirect.location, "code_verifier", "");
  expectParameter(stage, redirect.location, "client_secret", "");
  const std::string secret(stage.app().client_secret.reveal());
  const auto query = http::parseForm(redirect.location.substr(redirect.location.find('?') + 1));
  expect(query.has_value(), "a query that can be read", "it cannot");
  for (const auto& [name, value] : *query) {
    const bool is_secret =
        (!secret.empty() && value == secret) || redirect.browser_binding.equals(value);
    expect(!is_secret, "no secret in the browser's address bar", name + " holds one");
  }
}

void sendsANonce(Stage& stage) {
  const std::string first = single(stage, stage.login().location, "nonce");
  const std::string second = single(stage, stage.login().location, "nonce");
  expect(first.size() >= 22, "a nonce of at least 128 bits",
         "it has " + std::to_string(first.size()) + " characters");
  expect(first != second, "another nonce for each login", "two logins have the same");
}

void refusesReturnUrls(Stage& stage) {
  for (const char* const url : {"https://attacker.conformance.test/", "/done",
                                "https://app.conformance.test/done/../steal"}) {
    try {
      stage.login(kWorkspace, url);
    } catch (const IntegrationError&) {
      continue;
    }
    throw Violation("only a configured return URL is taken", std::string(url) + " is taken");
  }
  stage.login(kWorkspace, kReturnUrl);
}

}  // namespace

Scenarios authorizeScenarios() {
  const std::string request = "RFC 6749 section 4.1.1";
  return {
      {"authorize.endpoint", "a login begins", "the browser goes to the authorization endpoint",
       "RFC 6749 section 3.1, fact authorization_endpoint", nullptr, goesToTheEndpoint},
      {"authorize.code", "a login begins", "a code is asked for, in this client's name", request,
       nullptr, asksForACode},
      {"authorize.redirect-uri", "a login begins",
       "the redirect URI is the configured one, byte for byte",
       request + ", RFC 9700 section 4.1.3", nullptr, namesTheRedirectUri},
      {"authorize.scope", "a login begins", "exactly the declared scopes are asked for",
       "RFC 6749 section 3.3, fact scopes", nullptr, asksForTheScopes},
      {"authorize.state", "two logins begin", "each has an unguessable state of its own",
       "RFC 6749 section 10.12, RFC 9700 section 2.1", nullptr, makesStates},
      {"authorize.pkce", "a login begins", "a challenge by S256 is sent", "RFC 7636 section 4.3",
       unlessPkce, sendsAChallenge},
      {"authorize.pkce-anew", "two logins begin", "each has a challenge of its own",
       "RFC 7636 section 7.1, RFC 9700 section 2.1.1", unlessPkce, challengesAnew},
      {"authorize.no-secret", "a login begins", "verifier and client secret stay with the host",
       "RFC 6749 section 2.3.1, RFC 7636 section 4.1", nullptr, sendsNoVerifier},
      {"authorize.nonce", "two logins begin at an OpenID provider", "each has a nonce of its own",
       "OpenID Connect Core section 3.1.2.1", unlessOpenId, sendsANonce},
      {"authorize.return-url", "a login names where to go afterwards",
       "only a configured address is taken", "RFC 9700 section 4.11", nullptr, refusesReturnUrls},
  };
}

}  // namespace patchbay::conformance
