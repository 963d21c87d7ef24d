#include "tools/sandbox/xero/oauth/consent_endpoint.hpp"

#include <utility>

#include "core/crypto/random.hpp"
#include "tools/sandbox/common/oauth/authorization_request.hpp"
#include "tools/sandbox/common/request_parameters.hpp"
#include "tools/sandbox/common/uuid.hpp"
#include "tools/sandbox/xero/oauth/scopes.hpp"

namespace patchbay::sandbox::xero {
namespace {

constexpr Brand kBrand{"Xero sandbox", "#13608a", "/identity/connect/authorize",
                       "/identity/consent.css"};
constexpr std::string_view kNoOrganisation = "none";

/// Xero takes plain http for `localhost` only, and not for 127.0.0.1.
bool isRegistrable(std::string_view uri) {
  constexpr std::string_view kLocal = "http://localhost";
  if (uri.starts_with("https://")) return true;
  return uri.starts_with(kLocal) &&
         (uri.size() == kLocal.size() || uri[kLocal.size()] == ':' || uri[kLocal.size()] == '/');
}

}  // namespace

ConsentEndpoint::ConsentEndpoint(const Uses& uses)
    : ConsentFlow(
          {kBrand, "organisation", "sandbox_organisation", "xero_sandbox_session", "/identity"}),
      on_(uses) {}

std::optional<http::ServerResponse> ConsentEndpoint::refusal(const oauth::Parameters& asked) const {
  if (repeatsAny(asked)) return pages().error("invalid_request: a parameter is given twice.");
  if (!on_.settings.findApplication(valueOf(asked, "client_id"))) {
    return pages().error("unauthorized_client: no application has this client_id.");
  }
  const std::string target = valueOf(asked, "redirect_uri");
  if (!on_.settings.acceptsRedirect(target) ||
      !(on_.settings.any_loopback_redirect || isRegistrable(target))) {
    return pages().error("Invalid redirect_uri: the application did not register this one.");
  }
  if (valueOf(asked, "response_type") != "code") {
    return pages().error("unsupported_response_type: only response_type=code is offered.");
  }
  const std::string scope = valueOf(asked, "scope");
  const std::string foreign = findForeignScope(scope, on_.settings.broad_scopes);
  if (scope.empty()) return pages().error("invalid_scope: no scope is asked for.");
  if (!foreign.empty()) {
    return pages().error("invalid_scope: the application may not ask for " + foreign + ".");
  }
  return std::nullopt;
}

bool ConsentEndpoint::mayChoose(const std::string& organisation) const {
  return organisation == kNoOrganisation || findOrganisation(on_.organisations, organisation);
}

http::ServerResponse ConsentEndpoint::choicePage(const oauth::Parameters& asked,
                                                 std::string_view problem) const {
  std::vector<Choice> choices;
  for (const Organisation& organisation : on_.organisations) {
    choices.push_back({organisation.id, organisation.name, organisation.currency + " accounts"});
  }
  choices.push_back({std::string(kNoOrganisation), "No organisation", "Sign in only"});
  return pages().choose("Which organisation?", "organisation", choices, asked, problem);
}

http::ServerResponse ConsentEndpoint::decide(const oauth::Parameters& asked,
                                             const std::string& decision,
                                             const std::string& organisation) {
  if (decision == "deny") return backToClient(asked, {{"error", "access_denied"}});
  if (decision != "allow" || !mayChoose(organisation)) {
    return choicePage(asked, "Choose one of your organisations.");
  }
  AuthorizationCode code = grant(asked, organisation);
  const std::string scope = code.scope;
  const std::string session = crypto::randomToken();
  return backToClient(asked, {{"code", on_.book.issueCode(std::move(code))},
                              {"scope", scope},
                              {"session_state", session}});
}

AuthorizationCode ConsentEndpoint::grant(const oauth::Parameters& asked,
                                         const std::string& organisation) {
  Consent consent;
  consent.id = uuidFrom(crypto::randomToken());
  consent.client_id = valueOf(asked, "client_id");
  consent.nonce = valueOf(asked, "nonce");
  consent.time = on_.clock.now();
  if (organisation != kNoOrganisation) consent.tenant_id = organisation;
  std::string& granted = granted_[consent.client_id];
  granted = joinScopes(granted, valueOf(asked, "scope"));
  AuthorizationCode code;
  code.client_id = consent.client_id;
  code.consent = consent.id;
  code.scope = granted;
  code.redirect_uri = valueOf(asked, "redirect_uri");
  if (valueOf(asked, "code_challenge_method") == "S256") {
    code.code_challenge = valueOf(asked, "code_challenge");
  }
  code.gives_refresh_token = holdsScope(granted, "offline_access");
  if (!consent.tenant_id.empty()) on_.connections.connect(consent);
  on_.consents.add(std::move(consent));
  return code;
}

}  // namespace patchbay::sandbox::xero
