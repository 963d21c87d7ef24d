#include "tools/conformance/scenarios/looks.hpp"

#include <utility>

#include "core/crypto/digest.hpp"

namespace patchbay::conformance {
namespace {

std::string basicCredentials(const OAuthApp& app) {
  return "Basic " + crypto::base64(http::encodeFormValue(app.client_id) + ":" +
                                   http::encodeFormValue(app.client_secret.reveal()));
}

std::string shown(const std::string& value) { return value.empty() ? "absent" : "`" + value + "`"; }

void expectInBody(const Call& call, const std::string& name, const std::string& value) {
  const bool is_there = value.empty() ? call.count(name) == 0
                                      : call.count(name) == 1 && call.parameter(name) == value;
  expect(is_there, value.empty() ? "no " + name + " in the body" : "the " + name + " in the body",
         name + " stands there " + std::to_string(call.count(name)) + " times" +
             (call.count(name) == 1 ? ", with another value" : ""));
}

}  // namespace

std::string unlessOpenId(const OAuthApp& app, const RecordedAnswers&) {
  return app.jwks_uri.empty() ? "the provider is no OpenID provider (jwks_uri is empty)" : "";
}

std::string unlessIssuer(const OAuthApp& app, const RecordedAnswers&) {
  return app.issuer.empty() ? "the provider states no issuer" : "";
}

std::string unlessPkce(const OAuthApp& app, const RecordedAnswers&) {
  return app.uses_pkce ? "" : "the provider declares that it breaks on PKCE (uses_pkce)";
}

std::string unlessRevocation(const OAuthApp& app, const RecordedAnswers&) {
  return app.revocation_endpoint.empty() ? "the provider cannot revoke (revocation_endpoint)" : "";
}

std::string unlessTenants(const OAuthApp& app, const RecordedAnswers&) {
  return app.has_tenants ? "" : "a grant has no tenants (has_tenants)";
}

std::string unlessConnectable(const OAuthApp& app, const RecordedAnswers& recorded) {
  const bool is_known = !app.has_tenants || recorded.one;
  return is_known ? "" : "testdata/conformance.json does not say how the API lists one tenant";
}

std::string joinedWords(const std::vector<std::string>& words, const std::string& separator) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : separator) + word;
  return joined;
}

std::string statedValue(const oauth::Parameters& changes, const std::string& name,
                        const std::string& standard) {
  for (const auto& [changed, value] : changes) {
    if (changed == name) return value;
  }
  return standard;
}

void expectKept(Stage& stage, const IntegrationAccess& before) {
  const IntegrationAccess after = stage.onlyStored(before.workspace_id);
  const bool has_tokens = after.token.access_token.equals(before.token.access_token.reveal()) &&
                          after.token.refresh_token.equals(before.token.refresh_token.reveal());
  expect(has_tokens && after.generation == before.generation, "the stored pair is untouched",
         "it is another one, of generation " + std::to_string(after.generation));
  expect(!after.requires_reconnect, "the connection is not given up",
         "it requires a reconnect: " + std::string(name(after.reconnect_cause)));
}

Call onlyCall(Stage& stage, CallKind kind) {
  const auto calls = stage.provider.calls(kind);
  expect(calls.size() == 1, "one such call is made", std::to_string(calls.size()) + " are made");
  return calls.front();
}

Refreshed refreshOnce(Stage& stage) {
  Refreshed refreshed;
  stage.seed();
  refreshed.before = stage.onlyStored();
  stage.expire();
  refreshed.outcome = stage.access();
  return refreshed;
}

Refreshed refreshOnce(Stage& stage, Script script) {
  stage.provider.next(CallKind::refresh, std::move(script));
  return refreshOnce(stage);
}

void expectClientAuthentication(const OAuthApp& app, const Call& call) {
  using oauth::ClientAuthentication;
  const std::string header(call.request.headers.find("Authorization").value_or(""));
  const std::string secret(app.client_secret.reveal());
  switch (app.client_authentication) {
    case ClientAuthentication::client_secret_basic:
      expect(header == basicCredentials(app),
             "Authorization: Basic with id and secret, each form-encoded first",
             header.starts_with("Basic ") ? "other credentials" : shown(header.substr(0, 6)));
      expectInBody(call, "client_secret", "");
      return;
    case ClientAuthentication::client_secret_post:
      expect(header.empty(), "no Authorization header beside the body's credentials",
             "one is sent: a second authentication");
      expectInBody(call, "client_id", app.client_id);
      expectInBody(call, "client_secret", secret);
      return;
    case ClientAuthentication::none:
      expect(header.empty(), "a public client sends no Authorization header", "it sends one");
      expectInBody(call, "client_id", app.client_id);
      expectInBody(call, "client_secret", "");
      return;
  }
}

void expectBodyEncoding(const OAuthApp& app, const Call& call) {
  const bool is_token_call = call.kind == CallKind::exchange || call.kind == CallKind::refresh;
  if (is_token_call && app.token_method == oauth::TokenMethod::get) {
    expect(call.request.method == "GET" && call.request.body.empty(), "a GET without body",
           "a " + call.request.method);
    return;
  }
  const bool is_form = app.body_encoding == oauth::BodyEncoding::form;
  const std::string type = is_form ? "application/x-www-form-urlencoded" : "application/json";
  const std::string sent(call.request.headers.find("Content-Type").value_or(""));
  expect(call.request.method == "POST", "a POST", "a " + call.request.method);
  expect(sent.starts_with(type), "Content-Type: " + type, shown(sent));
  expect(call.request.body.starts_with('{') != is_form, "a body of that type", "another one");
}

void expectExtraHeaders(const OAuthApp& app, const Call& call) {
  for (const auto& [name, value] : app.extra_headers) {
    const std::string sent(call.request.headers.find(name).value_or(""));
    expect(sent == value, name + ": " + value, shown(sent));
  }
}

void expectNoSecret(Stage& stage, const std::string& text, const std::string& place) {
  for (const std::string& secret : stage.provider.secrets()) {
    expect(text.find(secret) == std::string::npos, "no secret stands in " + place,
           "a token, code, verifier or client secret stands there");
  }
}

}  // namespace patchbay::conformance
