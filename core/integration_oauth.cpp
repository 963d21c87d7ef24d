#include "core/integration_oauth.hpp"

#include <utility>

#include "core/base/fault_point.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "core/flow/steps.hpp"
#include "core/freshness.hpp"
#include "core/oauth/authorization_response.hpp"
#include "core/oauth/authorization_url.hpp"
#include "core/oauth/parameters.hpp"
#include "core/oauth/scopes.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/tenants/tenant_list.hpp"

// THE FLOW, read downwards: login, callback, exchange, store, access, refresh, disconnect. What
// each step is made of is in core/flow, in the file of its name; the header's private part names
// them.

namespace patchbay {

/// How far a callback came: one of the two.
struct IntegrationOAuth::Connected {
  std::optional<IntegrationAccess> access;
  std::optional<TenantChoice> choice;

  Connected() = default;
};

// --- login ---

awaitable<LoginRedirect> IntegrationOAuth::oauthLogin(LoginRequest request) {
  checkReturnUrl(request.return_url);
  const std::string state = crypto::randomToken();
  LoginRedirect redirect;
  redirect.browser_binding = Secret(crypto::randomToken());
  redirect.login_id = loginId(state);

  PendingLogin login;
  login.state_hash = crypto::sha256Hex(state);
  login.browser_hash = crypto::sha256Hex(redirect.browser_binding.reveal());
  login.workspace_id = std::move(request.workspace_id);
  login.integration = integration_name_;
  if (app_.uses_pkce) login.code_verifier = Secret(crypto::randomToken());
  if (!app_.jwks_uri.empty()) login.nonce = crypto::randomToken();
  login.redirect_uri = redirectUri();
  login.return_url = std::move(request.return_url);
  login.expires_at = context_.clock.now() + kLoginLifetime;

  redirect.location =
      oauth::authorizationUrl(app_.authorization_endpoint, authorizationParameters(login, state));
  co_await context_.store.insertPendingLogin(std::move(login));
  co_return redirect;
}

// --- callback ---

awaitable<CallbackResult> IntegrationOAuth::oauthCallback(CallbackRequest request) {
  CallbackResult result;
  try {
    const auto response = oauth::parseAuthorizationResponse(request.query, app_.code_parameter);
    PendingLogin login = co_await takeLogin(response.state, request.browser_binding);
    result.workspace_id = login.workspace_id;
    result.return_url = login.return_url;
    oauth::checkIssuer(response, app_.issuer, app_.authorization_response_iss_parameter_supported);
    if (!response.error.empty()) throw oauth::refusalOf(response, app_.name);

    Connected connected = co_await connect(std::move(login), response.code);
    if (connected.access) {
      const std::string& granted = connected.access->token.scope;
      result.missing_scopes = oauth::missingScopes(app_.required_scopes, granted);
    }
    result.access = std::move(connected.access);
    result.choice = std::move(connected.choice);
  } catch (const IntegrationError& error) {
    result.failure = error;
    context_.log.warning("connect_failed", {{"integration", integration_name_},
                                            {"code", describe(error.code()).name},
                                            {"detail", error.detail()}});
  }
  co_return result;
}

awaitable<IntegrationOAuth::Connected> IntegrationOAuth::connect(PendingLogin login,
                                                                 std::string code) {
  Connected connected;
  IntegrationAccess access;
  access.workspace_id = login.workspace_id;
  access.integration = integration_name_;
  access.token = co_await exchangeCode(login, std::move(code));

  std::optional<TenantsUnsettled> unsettled;
  try {
    connected.access = co_await storeOAuthToken(std::move(access));
  } catch (const TenantsUnsettled& error) {
    unsettled = error;
  }
  forgetWorkspace(login.workspace_id);
  if (unsettled) {
    connected.choice = co_await offerChoice(std::move(login), std::move(*unsettled));
    co_return connected;
  }
  if (!connected.access) throw movedMeanwhile();
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_before_hand_out);
  context_.log.info("connected", {{"integration", integration_name_},
                                  {"workspace_id", login.workspace_id},
                                  {"grant_id", connected.access->grant_id},
                                  {"generation", connected.access->generation}});
  co_return connected;
}

awaitable<IntegrationAccessToken> IntegrationOAuth::exchangeCode(PendingLogin login,
                                                                 std::string code) {
  oauth::Parameters parameters;
  parameters.emplace_back("grant_type", "authorization_code");
  parameters.emplace_back("code", std::move(code));
  parameters.emplace_back("redirect_uri", login.redirect_uri);
  parameters.emplace_back("code_verifier", login.code_verifier.reveal());
  parameters = oauth::changed(std::move(parameters), app_.token_parameters);
  const auto response = co_await askForToken(std::move(parameters), http::RequestPurpose::connect);
  IntegrationAccessToken token = processRefreshResponse(response, oauth::joinScopes(app_.scopes));
  if (!app_.jwks_uri.empty()) co_await checkIdToken(token.id_token, login.nonce);
  co_return token;
}

// --- store: at connect time and after a refresh ---

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::storeOAuthToken(
    IntegrationAccess access) {
  const bool is_connect = access.generation == 0;
  if (is_connect && app_.requires_refresh_token && access.token.refresh_token.empty()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           app_.name +
                               " gave a token that cannot be renewed, so nothing was "
                               "connected; connect again");
  }
  // The pair is durable before its access token is used for the first time.
  auto stored = co_await commit(std::move(access));
  if (!is_connect || !stored) co_return stored;
  auto complete = co_await completeTenants(*stored);
  co_return complete;
}

// --- access ---

awaitable<IntegrationAccess> IntegrationOAuth::getIntegrationAccess(AccessRequest request) {
  HandOutMemory::Key key;
  key.workspace_id = request.workspace_id;
  key.integration = integration_name_;
  key.tenant_id = request.tenant_id;
  const auto known = context_.memory.find(key, context_.clock.now(), request.min_ttl);
  if (known) co_return known->access();

  auto ticket = context_.memory.prepare(request.workspace_id, integration_name_);
  IntegrationAccess access = co_await findAccess(request.workspace_id, request.tenant_id);
  const auto generation = access.generation;
  IntegrationAccess fresh = co_await keepFresh(std::move(access), request.min_ttl);
  const bool is_completed = fresh.tenant_id.empty() && !fresh.tenants.empty();
  if (fresh.generation != generation || is_completed) {
    // The commit withdrew our ticket with all that was known, so read again with a new one.
    ticket = context_.memory.prepare(request.workspace_id, integration_name_);
    fresh = co_await findAccess(request.workspace_id, request.tenant_id);
    if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_before_hand_out);
  }
  context_.memory.put(key, fresh, fresh.tenant_id, ticket);
  co_return fresh;
}

awaitable<IntegrationAccess> IntegrationOAuth::findAccess(std::string workspace_id,
                                                          std::string tenant_id) {
  const auto grants =
      co_await context_.store.findGrants(std::move(workspace_id), integration_name_);
  co_return pickAccess(grants, tenant_id, app_.name);
}

// Refreshes where it must, and asks for tenants that could not be read at connect time.
awaitable<IntegrationAccess> IntegrationOAuth::keepFresh(IntegrationAccess access,
                                                         Seconds min_ttl) {
  if (access.requires_reconnect) {
    throw IntegrationError(ErrorCode::requires_reconnect,
                           app_.name + " must be connected again by the end user: " +
                               std::string(name(access.reconnect_cause)));
  }
  const Tenant* const tenant = findTenant(access, access.tenant_id);
  if (tenant != nullptr && tenant->state == TenantState::lost) {
    throw IntegrationError(
        ErrorCode::requires_reconnect,
        "this tenant of " + app_.name + " must be connected again by the end user: tenant_lost");
  }
  access = co_await refreshIfNeeded(std::move(access), min_ttl);
  if (!app_.has_tenants || !access.tenants.empty()) co_return access;
  auto complete = co_await completeTenants(access);
  if (!complete) throw movedMeanwhile();
  co_return std::move(*complete);
}

awaitable<IntegrationAccess> IntegrationOAuth::refreshIfNeeded(IntegrationAccess access,
                                                               Seconds min_ttl) {
  const bool is_fresh = isFreshEnough(access, min_ttl, context_.clock.now());
  if (!is_fresh) access = co_await refreshOrKeep(std::move(access));
  co_return access;
}

// While the provider only fails for now, a token that still works goes on being handed out.
awaitable<IntegrationAccess> IntegrationOAuth::refreshOrKeep(IntegrationAccess access) {
  std::optional<IntegrationError> failure;
  try {
    IntegrationAccess fresh = co_await context_.refresh.refresh(*this, access);
    // It may have run out while its commit waited for the database.
    const bool is_stale = !isFreshEnough(fresh, Seconds(0), context_.clock.now());
    if (is_stale) fresh = co_await context_.refresh.refresh(*this, fresh);
    co_return fresh;
  } catch (const IntegrationError& error) {
    failure = error;
  }
  const bool is_final = failure->code() == ErrorCode::requires_reconnect ||
                        failure->code() == ErrorCode::not_connected;
  if (is_final) context_.memory.forget(access.workspace_id, integration_name_);
  if (is_final || access.has_expired(context_.clock.now(), Seconds(5))) throw *failure;
  co_return access;
}

awaitable<std::vector<IntegrationAccess>> IntegrationOAuth::listAccess(std::string workspace_id) {
  auto grants = co_await context_.store.findGrants(workspace_id, integration_name_);
  // What another host removed a moment ago may still be remembered here.
  if (grants.empty()) context_.memory.forget(workspace_id, integration_name_);
  co_return grants;
}

// --- refresh: called by the coordinator, which holds the lease ---

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::refreshAndStore(
    IntegrationAccess access) {
  IntegrationAccessToken next = co_await performTokenRefresh(access);
  // RFC 6749 section 6: what the answer leaves out stays as it was.
  if (next.refresh_token.empty()) next.refresh_token = access.token.refresh_token;
  if (!next.id_token.empty() && !app_.jwks_uri.empty()) {
    const bool is_valid = co_await isValidIdToken(next.id_token);
    if (!is_valid) next.id_token = Secret();
  }
  access.token = std::move(next);
  auto stored = co_await storeOAuthToken(std::move(access));
  co_return stored;
}

// --- disconnect ---

awaitable<DisconnectResult> IntegrationOAuth::disconnect(std::string workspace_id) {
  DisconnectResult result;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_before_look);
  // A refresh may commit a newer pair between our look and our removal; then the newer pair is
  // what has to be revoked, so look again.
  for (;;) {
    auto grants = co_await listAccess(workspace_id);
    if (grants.empty()) break;
    for (const IntegrationAccess& grant : grants) {
      const auto revoked = co_await disconnectGrant(grant);
      if (!revoked) continue;
      ++result.grants;
      if (*revoked) ++result.revoked_at_provider;
    }
  }
  if (result.grants == 0) throw workspaceNotConnected(app_.name);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_before_hand_out);
  co_return result;
}

}  // namespace patchbay
