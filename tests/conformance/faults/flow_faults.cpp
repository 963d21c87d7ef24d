#include <utility>

#include "tests/conformance/faults/faulty_integration.hpp"
#include "tools/conformance/provider/id_token_writer.hpp"

// Faults in the facts, at the authorization endpoint and in the callback.

namespace patchbay::conformance {
namespace {

FaultCase stating(std::string name, std::set<std::string> fails,
                  std::function<void(OAuthApp&)> facts) {
  FaultCase row = faultRow(std::move(name), std::move(fails));
  row.fault.facts = std::move(facts);
  return row;
}

void addFacts(std::vector<FaultCase>& all) {
  all.push_back(stating("RevokesWithoutTls", {"facts.endpoints"}, [](OAuthApp& app) {
    app.revocation_endpoint = "http://sound.test/revoke";
  }));
  all.push_back(stating("NeedsWhatItDoesNotAskFor", {"facts.required-scopes"},
                        [](OAuthApp& app) { app.required_scopes.emplace_back("admin"); }));
  all.push_back(stating("AsksForOpenidUnchecked", {"facts.openid"},
                        [](OAuthApp& app) { app.scopes.emplace_back("openid"); }));
  all.push_back(stating("ContradictsItsRotation", {"facts.rotation"},
                        [](OAuthApp& app) { app.rotation.grace = Seconds(5); }));
}

void set(oauth::Parameters& parameters, const std::string& name, const std::string& value) {
  for (auto& [key, old] : parameters) {
    if (key == name) old = value;
  }
}

std::string valueOf(const oauth::Parameters& parameters, const std::string& name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

FaultCase asking(std::string name, std::set<std::string> fails,
                 std::function<void(oauth::Parameters&)> change,
                 std::vector<std::string> along = {}) {
  FaultCase row = faultRow(std::move(name), std::move(fails), std::move(along));
  row.fault.authorization = std::move(change);
  return row;
}

FaultCase setting(std::string name, std::string scenario, const std::string& parameter,
                  const std::string& value, std::vector<std::string> along = {}) {
  return asking(
      std::move(name), {std::move(scenario)},
      [parameter, value](oauth::Parameters& sent) { set(sent, parameter, value); },
      std::move(along));
}

FaultCase adding(std::string name, std::string scenario, const std::string& parameter) {
  return asking(std::move(name), {std::move(scenario)},
                [parameter](oauth::Parameters& sent) { sent.emplace_back(parameter, "another"); });
}

void addRequests(std::vector<FaultCase>& all) {
  all.push_back(setting("AsksForAToken", "authorize.code", "response_type", "token"));
  all.push_back(setting("SendsTheUserElsewhere", "authorize.redirect-uri", "redirect_uri",
                        "https://another.test/callback"));
  all.push_back(setting("AsksForMore", "authorize.scope", "scope", "read pay admin"));
  all.push_back(setting("DowngradesPkce", "authorize.pkce", "code_challenge_method", "plain"));
  all.push_back(setting("ChallengesAlike", "authorize.pkce-anew", "code_challenge",
                        std::string(43, 'a'), {"exchange.pkce"}));
  all.push_back(adding("AddsItsOwnState", "authorize.state", "state"));
  all.push_back(adding("ShowsItsSecret", "authorize.no-secret", "client_secret"));
  all.push_back(adding("AddsItsOwnNonce", "authorize.nonce", "nonce"));
  all.back().fault.kind = Kind::openid;
}

FaultCase misusing(std::string name, std::set<std::string> fails, Misuse misuse) {
  FaultCase row = faultRow(std::move(name), std::move(fails));
  row.fault.misuse = std::move(misuse);
  return row;
}

FaultCase tampering(std::string name, std::set<std::string> fails,
                    std::function<void(CallbackRequest&)> change) {
  Misuse misuse;
  misuse.before_callback = std::move(change);
  return misusing(std::move(name), std::move(fails), std::move(misuse));
}

/// A host that keeps one cookie for all logins, and does not look which one a browser brings.
FaultCase keepingOneCookie() {
  const auto cookie = std::make_shared<Secret>();
  Misuse misuse;
  misuse.after_login = [cookie](LoginRedirect& redirect) { *cookie = redirect.browser_binding; };
  misuse.before_callback = [cookie](CallbackRequest& request) {
    request.browser_binding = *cookie;
  };
  return misusing(
      "KeepsOneCookieForAll",
      {"callback.two-tabs", "callback.other-browser", "callback.no-cookie", "callback.stolen"},
      std::move(misuse));
}

void addLogins(std::vector<FaultCase>& all) {
  Misuse elsewhere;
  elsewhere.after_login = [](LoginRedirect& redirect) {
    redirect.location.replace(redirect.location.find("authorize"), 9, "authorise");
  };
  all.push_back(misusing("GoesToAnotherEndpoint", {"authorize.endpoint"}, elsewhere));
  Misuse anywhere;
  anywhere.before_login = [](LoginRequest& request) { request.return_url.clear(); };
  all.push_back(misusing("ReturnsAnywhere", {"authorize.return-url"}, anywhere));
  Misuse impatient;
  impatient.before_access = [](AccessRequest& request) { request.min_ttl = Seconds(7200); };
  all.push_back(misusing("IsNeverSatisfied", {"refresh.fresh"}, impatient));
  all.back().along = {"outcome.*", "disconnect.*", "rotation.*", "concurrency.*"};
}

void addCallbacks(std::vector<FaultCase>& all) {
  all.push_back(keepingOneCookie());
  all.push_back(tampering(
      "TrustsAnyIssuer", {"callback.issuer", "callback.no-issuer"}, [](CallbackRequest& request) {
        std::erase_if(request.query, [](const auto& each) { return each.first == "iss"; });
        request.query.emplace_back("iss", "https://sound.test");
      }));
  all.back().fault.kind = Kind::openid;
  all.push_back(
      tampering("TakesTheCodeOfAnError", {"callback.code-and-error"}, [](CallbackRequest& request) {
        if (valueOf(request.query, "code").empty()) return;
        std::erase_if(request.query, [](const auto& each) { return each.first == "error"; });
      }));
  all.push_back(tampering("MakesUpACode", {"callback.neither"}, [](CallbackRequest& request) {
    const bool has_either =
        !valueOf(request.query, "code").empty() || !valueOf(request.query, "error").empty();
    if (!has_either) request.query.emplace_back("code", "made-up");
  }));
  all.push_back(
      tampering("TakesTheFirstOfTwoCodes", {"callback.repeated"}, [](CallbackRequest& request) {
        const std::string code = valueOf(request.query, "code");
        if (code.empty()) return;
        std::erase_if(request.query, [](const auto& each) { return each.first == "code"; });
        request.query.emplace_back("code", code);
      }));
  all.push_back(
      tampering("MixesUpRefusals", {"callback.denied", "callback.provider-busy"},
                [](CallbackRequest& request) {
                  const bool is_denied = valueOf(request.query, "error") == "access_denied";
                  set(request.query, "error", is_denied ? "server_error" : "access_denied");
                }));
}

/// Replaces whatever id_token came by one that verifies.
FaultCase trustingIdTokens() {
  const auto nonce = std::make_shared<std::string>();
  FaultCase row;
  row.name = "DoesNotLookAtTheIdToken";
  row.fails = {"id-token.missing", "id-token.signature",   "id-token.foreign-key",
               "id-token.none",    "id-token.hmac",        "id-token.unknown-key",
               "id-token.issuer",  "id-token.audience",    "id-token.authorized-party",
               "id-token.nonce",   "id-token.no-nonce",    "id-token.expired",
               "id-token.future",  "id-token.rotated-key", "id-token.refresh"};
  row.fault.kind = Kind::openid;
  row.fault.authorization = [nonce](oauth::Parameters& sent) { *nonce = valueOf(sent, "nonce"); };
  row.fault.token = [nonce](IntegrationAccessToken& token) {
    OAuthApp app;
    app.issuer = "https://sound.test";
    app.client_id = "kit-client:1";
    app.id_token_signing_algorithms = {"ES256"};
    const TimePoint start(Seconds(1'767'225'600));  // where the steered clock begins
    token.id_token = Secret(IdTokenWriter().write(app, *nonce, start, [](auto& draft) {
      draft.claims["exp"] = draft.claims["iat"].get_int64() + 1'000'000;
    }));
  };
  return row;
}

void addIdTokens(std::vector<FaultCase>& all) {
  all.push_back(trustingIdTokens());
  FaultCase row;
  row.name = "LosesTheIdToken";
  row.fails = {"id-token.sound"};
  row.along = {"id-token.*", "flow.*", "exchange.*", "tenants.*", "rotation.*", "concurrency.*"};
  row.fault.kind = Kind::openid;
  row.fault.token = [](IntegrationAccessToken& token) { token.id_token = Secret(); };
  all.push_back(std::move(row));
}

}  // namespace

std::vector<FaultCase> flowFaults() {
  std::vector<FaultCase> all;
  addFacts(all);
  addRequests(all);
  addLogins(all);
  addCallbacks(all);
  addIdTokens(all);
  return all;
}

}  // namespace patchbay::conformance
