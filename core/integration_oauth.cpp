#include "core/integration_oauth.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/base/fault_point.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "core/oauth/authorization_response.hpp"
#include "core/oauth/authorization_url.hpp"
#include "core/oauth/parameters.hpp"
#include "core/oauth/pkce.hpp"
#include "core/refresh/freshness.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/store/store_patience.hpp"
#include "core/tenants/tenant_list.hpp"

// THE FLOW, read downwards: login, callback, access, refresh, disconnect. The pieces that providers
// are offered, and the defaults of their hooks, are in flow/pieces.cpp; what concerns
// tenants in flow/tenants.cpp and flow/tenant_choice.cpp, and what a provider tells by itself in
// flow/provider_events.cpp.

namespace patchbay {
namespace {

constexpr Seconds kLoginLifetime = std::chrono::minutes(10);
// How long a call that somebody waits for outlasts a database that is away.
constexpr Milliseconds kLoginPatience{10'000};
constexpr Milliseconds kRemovePatience{10'000};

std::string joinScopes(const std::vector<std::string>& scopes, const std::string& separator) {
  std::string joined;
  for (const std::string& scope : scopes) {
    if (!joined.empty()) joined += separator;
    joined += scope;
  }
  return joined;
}

// What the provider says when it sends the browser back without a code (RFC 6749 4.1.2.1).
IntegrationError refusalOf(const OAuthApp& app, const oauth::AuthorizationResponse& response) {
  if (response.error == "access_denied") {
    return IntegrationError(ErrorCode::access_denied,
                            "access to " + app.name + " was not given, so nothing was connected");
  }
  const bool passes =
      response.error == "temporarily_unavailable" || response.error == "server_error";
  std::string text = app.name + " answered " + response.error;
  if (!response.error_description.empty()) text += ": " + response.error_description;
  return IntegrationError(
      passes ? ErrorCode::temporarily_unavailable : ErrorCode::provider_configuration, text);
}

awaitable<std::optional<PendingLogin>> takeOnce(IntegrationStore* store, std::string state_hash,
                                                TimePoint now) {
  std::optional<PendingLogin> login;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_before_take_login);
  login = co_await store->takePendingLogin(std::move(state_hash), now);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_after_take_login);
  co_return login;
}

/// @param is_in_doubt  whether an earlier call may have removed it.
awaitable<bool> removeOnce(IntegrationStore* store, IntegrationAccess grant, bool is_in_doubt) {
  bool is_removed = false;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_before_remove);
  is_removed = co_await store->removeGrant(grant.grant_id, grant.generation);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_after_remove);
  if (is_removed || !is_in_doubt) co_return is_removed;
  const auto stored = co_await store->findGrant(grant.grant_id);
  co_return !stored;
}

IntegrationError movedMeanwhile() {
  return IntegrationError(ErrorCode::conflict,
                          "the connection was changed by another request meanwhile; try again");
}

}  // namespace

/// How far a callback came: one of the two.
struct IntegrationOAuth::Connected {
  std::optional<IntegrationAccess> access;
  std::optional<TenantChoice> choice;

  Connected() = default;
};

// --- login ---

awaitable<LoginRedirect> IntegrationOAuth::oauthLogin(LoginRequest request) {
  const auto& allowed = context_.return_urls;
  const bool may_return =
      request.return_url.empty() ||
      std::find(allowed.begin(), allowed.end(), request.return_url) != allowed.end();
  if (!may_return) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "the return URL is not one of those configured (PATCHBAY_RETURN_URLS)");
  }
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

oauth::Parameters IntegrationOAuth::authorizationParameters(const PendingLogin& login,
                                                            const std::string& state) const {
  oauth::Parameters parameters;
  parameters.emplace_back("response_type", "code");
  parameters.emplace_back("client_id", app_.client_id);
  parameters.emplace_back("redirect_uri", login.redirect_uri);
  parameters.emplace_back("scope", joinScopes(app_.scopes, app_.scope_separator));
  parameters.emplace_back("state", state);
  parameters.emplace_back("nonce", login.nonce);
  if (app_.uses_pkce) {
    parameters.emplace_back("code_challenge", oauth::codeChallenge(login.code_verifier.reveal()));
    parameters.emplace_back("code_challenge_method", "S256");
  }
  parameters = oauth::changed(std::move(parameters), app_.authorization_parameters);
  adjustAuthorizationParameters(parameters);
  return oauth::renamed(std::move(parameters), app_.parameter_names);
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
    if (!response.error.empty()) throw refusalOf(app_, response);

    Connected connected = co_await connect(std::move(login), response.code);
    if (connected.access) {
      result.missing_scopes = missingScopes(*connected.access);
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

std::vector<std::string> IntegrationOAuth::missingScopes(const IntegrationAccess& access) const {
  const std::string padded = ' ' + access.token.scope + ' ';
  std::vector<std::string> missing;
  std::copy_if(app_.required_scopes.begin(), app_.required_scopes.end(),
               std::back_inserter(missing), [&](const std::string& scope) {
                 return padded.find(' ' + scope + ' ') == std::string::npos;
               });
  return missing;
}

// A pending login is spent by the first callback that names its state, whatever else is wrong with
// that callback: a stolen or misdirected answer cannot be tried twice.
awaitable<PendingLogin> IntegrationOAuth::takeLogin(std::string state, Secret browser_binding) {
  const std::string state_hash = crypto::sha256Hex(state);
  StorePatience patience(context_.clock, kLoginPatience);
  auto take = [&] { return takeOnce(&context_.store, state_hash, context_.clock.now()); };
  auto login = co_await patience.outlast(std::move(take));
  // Taken by us, or by another callback: nobody knows any more, so nobody gets it.
  if (!login && patience.isInDoubt()) {
    throw IntegrationError(ErrorCode::storage_unavailable,
                           "the database was away while this login came back; start it again");
  }
  if (!login) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "this login is unknown, was used already or is older than 10 minutes; "
                           "start it again");
  }
  if (login->integration != integration_name_) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "this login was started for another integration; start it again");
  }
  const std::string browser_hash = crypto::sha256Hex(browser_binding.reveal());
  if (!equalInConstantTime(browser_hash, login->browser_hash)) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "this login was started in another browser, or cookies are blocked; "
                           "start it again here");
  }
  co_return std::move(*login);
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
  IntegrationAccessToken token = processRefreshResponse(response, joinScopes(app_.scopes, " "));
  if (!app_.jwks_uri.empty()) co_await checkIdToken(token.id_token, login.nonce);
  co_return token;
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
  if (result.grants == 0) {
    throw IntegrationError(ErrorCode::not_connected,
                           "the workspace is not connected to " + app_.name);
  }
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_before_hand_out);
  co_return result;
}

// Whether the provider confirmed it; empty when the grant moved meanwhile, and lives on.
awaitable<std::optional<bool>> IntegrationOAuth::disconnectGrant(IntegrationAccess grant) {
  std::optional<bool> revoked;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_before_revoke);
  const bool is_revoked = co_await tryToRevoke(grant);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::disconnect_after_revoke);
  // Also when it cannot be removed now: what was revoked is worth nothing.
  forgetWorkspace(grant.workspace_id);
  const bool is_removed = co_await removeGrant(grant);
  forgetWorkspace(grant.workspace_id);
  if (!is_removed) co_return revoked;
  revoked = is_revoked;
  context_.log.info("disconnected", {{"integration", integration_name_},
                                     {"workspace_id", grant.workspace_id},
                                     {"grant_id", grant.grant_id},
                                     {"revoked_at_provider", is_revoked ? 1 : 0}});
  co_return revoked;
}

awaitable<bool> IntegrationOAuth::removeGrant(IntegrationAccess grant) {
  StorePatience patience(context_.clock, kRemovePatience);
  auto remove = [&] { return removeOnce(&context_.store, grant, patience.isInDoubt()); };
  const bool is_removed = co_await patience.outlast(std::move(remove));
  co_return is_removed;
}

}  // namespace patchbay
