#pragma once

#include <atomic>
#include <boost/json/fwd.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/provider_api.hpp"
#include "core/base/awaitable.hpp"
#include "core/base/error.hpp"
#include "core/base/use_counter.hpp"
#include "core/flow/requests.hpp"
#include "core/integration_access.hpp"
#include "core/integration_context.hpp"
#include "core/oauth/parameters.hpp"
#include "core/oauth/server_metadata.hpp"
#include "core/oauth/token_response.hpp"
#include "core/oauth_app.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "core/refresh/refresh_failed.hpp"
#include "core/tenants/tenants_unsettled.hpp"

namespace patchbay {

class FetchAdapter;

/// One provider's integration: THE FLOW, from the login to a token that stays valid.
///
/// The base owns the flow. A provider states its facts (`registerOAuthApp`); one that follows the
/// RFCs needs no more. The hooks have defaults, and are overridden with the pieces offered below.
///
/// Lives as long as anybody uses it: a host may replace it while it runs (`use`). All methods are
/// safe from any thread. Every coroutine throws `IntegrationError`.
class PATCHBAY_EXPORT IntegrationOAuth : private TokenRefresher, private ApiConnection {
 public:
  explicit IntegrationOAuth(const IntegrationContext& context);
  ~IntegrationOAuth() override;
  IntegrationOAuth(const IntegrationOAuth&) = delete;
  IntegrationOAuth& operator=(const IntegrationOAuth&) = delete;

  /// Reads the provider's facts; called once, before anything else.
  /// @throws IntegrationError `settings_invalid` for a missing setting or a fact that contradicts
  /// itself.
  void setup();

  const OAuthApp& app() const { return app_; }
  /// Lower-case name, as in paths and in the store.
  const std::string& integrationName() const { return integration_name_; }

  std::string loginEndpoint() const;     ///< `/integration/gusto/login`
  std::string callbackEndpoint() const;  ///< `/integration/gusto/callback`
  std::string redirectUri() const;  ///< public URL + callback; the same bytes wherever it is sent

  /// The `login_id` of the login with this `state`, as `oauthLogin` returned it.
  static std::string loginId(std::string_view state);

  // --- the flow, in order ---

  /// Remembers the login (state, PKCE verifier, nonce) and builds the authorization request.
  /// @throws IntegrationError `invalid_request` when the return URL is not in the configured list.
  awaitable<LoginRedirect> oauthLogin(LoginRequest request);

  /// Takes the pending login, exchanges the code, stores the pair and asks for its tenants.
  /// What goes wrong is in `CallbackResult::failure`, because a browser waits for a page.
  awaitable<CallbackResult> oauthCallback(CallbackRequest request);

  /// Answers the choice that a callback ended with. What goes wrong is in `failure`, as there.
  awaitable<CallbackResult> chooseTenant(TenantChoiceRequest request);

  /// An access whose token is valid for at least `min_ttl` (or as long as this provider's tokens
  /// live, when that is less): from memory, else from the store, else refreshed.
  /// @throws IntegrationError `not_connected`, `requires_reconnect` (with a reconnect URL),
  ///         `conflict` with the list of tenants (`describeTenants`) when several are connected,
  ///         the request names none and no default was chosen, and what
  ///         `RefreshCoordinator::refresh` throws.
  awaitable<IntegrationAccess> getIntegrationAccess(AccessRequest request);

  /// What is connected, without any call to the provider.
  awaitable<std::vector<IntegrationAccess>> listAccess(std::string workspace_id);

  /// Chooses the tenant for requests that name none. A grant that waits for such a choice gets it.
  /// @throws IntegrationError `not_connected` when no grant of the workspace reaches the tenant.
  awaitable<void> setDefaultTenant(std::string workspace_id, std::string tenant_id);

  /// Revokes at the provider, then forgets here; forgets also when the provider does not answer.
  awaitable<DisconnectResult> disconnect(std::string workspace_id);
  /// The same for one tenant. A grant that reaches others lives on.
  awaitable<DisconnectResult> disconnectTenant(std::string workspace_id, std::string tenant_id);

  // --- events: what the provider tells by itself ---

  /// Checks the signature, and keeps the events to be worked off.
  /// @throws IntegrationError `temporarily_unavailable` when too many wait, `storage_unavailable`
  ///         when they cannot be kept, `too_many_requests` for a rush of handshakes: the provider
  ///         then sends again.
  awaitable<EventOutcome> acceptEvents(EventDelivery delivery);

  /// Does what follows from one event, in all workspaces it concerns. May be done twice.
  awaitable<void> workOffEvent(ProviderEvent event);

  /// What refreshes this provider's grants: for the host, which does so ahead of their expiry
  /// through the coordinator.
  TokenRefresher& refresher() { return *this; }

  /// This, for whoever goes on using it beyond a wait: its owner, who may have replaced it
  /// meanwhile, destroys it when nobody holds such a pointer. Null when that was over already.
  std::shared_ptr<IntegrationOAuth> use();
  /// For the owner.
  UseCounter& uses() { return uses_; }

  /// What calls to the provider's API came to since the start.
  ApiTotals apiTotals() const { return api_->totals(); }

  /// The provider's data adapter; null when it has none.
  virtual std::unique_ptr<FetchAdapter> makeFetchAdapter();
  /// The one made at the first call and kept with this object.
  FetchAdapter* fetchAdapter();

 protected:
  // --- what a provider writes ---

  /// The facts, from settings such as `GUSTO_CLIENT_ID`.
  virtual OAuthApp registerOAuthApp(const Settings& settings) = 0;

  // --- hooks with defaults ---

  /// Asks the provider for the next pair, once. The default is RFC 6749 section 6, by the app's
  /// facts.
  /// @throws RefreshFailed, as `requestToken` and `processRefreshResponse` do.
  virtual awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access);

  /// Commits a pair, then whatever has to be asked with it. `access.generation` is 0 at connect
  /// time and the number of the replaced pair at refresh time. The pair must be committed
  /// (`commit`) before its access token is used for the first time. The default commits, and at
  /// connect time asks for the tenants, where the app has some.
  /// @returns the stored record; empty when another writer was first.
  virtual awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access);

  /// Reads the answer of a token call. The default is RFC 6749 sections 5.1 and 5.2, by the app's
  /// facts.
  /// @param requested_scope  what an absent `scope` stands for: at a refresh, the scope so far.
  /// @throws RefreshFailed when it holds no pair.
  virtual IntegrationAccessToken processRefreshResponse(const http::HttpResponse& response,
                                                        const std::string& requested_scope);

  /// Adds to, or changes, the authorization request's parameters where that depends on more than
  /// facts; what is fixed stands in `OAuthApp::authorization_parameters`.
  virtual void adjustAuthorizationParameters(oauth::Parameters& parameters) const;

  /// The last word on a token, revocation or introspection request, e.g. to sign it.
  virtual void adjustTokenRequest(http::HttpRequest& request) const;

  /// Sorts an unsuccessful token answer, where codes do not tell; those that do stand in
  /// `OAuthApp::token_errors`.
  virtual std::optional<oauth::TokenError> classifyTokenError(
      const http::HttpResponse& response) const;

  /// Asks the provider which tenants a committed access reaches. The default is none.
  virtual awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access);

  /// Says what an answer of the API means for the connection, where a provider departs from
  /// `standardVerdict`. A `tenant_lost` is then asked about by `confirmTenantLost`.
  ApiVerdict judgeApiAnswer(const http::HttpResponse& response,
                            const ApiRequest& request) const override;

  /// What an unsuccessful answer of the API means to whoever wanted data. The default is
  /// `standardApiError`.
  IntegrationError apiErrorOf(const http::HttpResponse& response) const override;

  /// Asks the provider whether a tenant that an answer made look lost is lost. The default says
  /// yes.
  awaitable<bool> confirmTenantLost(IntegrationAccess access, std::string tenant_id) override;

  /// Tells the provider to forget a pair (RFC 7009). True when it is gone there.
  virtual awaitable<bool> revokeToken(IntegrationAccess access);

  /// Tells the provider that the grant shall reach this tenant no more, and the others still. True
  /// when it is gone there. The default cannot, and says false.
  virtual awaitable<bool> removeTenantAtProvider(IntegrationAccess access, Tenant tenant);

  /// Reads the body of signed events. Pure; the default knows none. An event without consequences
  /// here may be left out, or have `EventEffect::none`.
  /// @throws IntegrationError `malformed_answer` when it is not what this provider sends.
  virtual std::vector<ProviderEvent> readEvents(const std::string& body,
                                                TimePoint received_at) const;

  /// The key that a provider names before it signs anything (Gusto); empty for every other body,
  /// and by default.
  virtual Secret readEventHandshake(const std::string& body) const;

  /// Asks the provider whether an access token is active (RFC 7662). Empty where the app states no
  /// `introspection_endpoint`.
  /// @throws IntegrationError as `getJson` does, but `invalid_client` at a 401.
  virtual awaitable<std::optional<bool>> introspectToken(IntegrationAccess access);

  // --- pieces for providers ---

  /// Asks the token endpoint (the one for refreshes, where `grant_type` says so), authenticated,
  /// with this app's encoding, names and extra headers.
  /// @throws RefreshFailed when no whole answer came.
  awaitable<http::HttpResponse> requestToken(oauth::Parameters parameters);

  /// Writes a pair durably: as a new grant when `access.generation` is 0, else as the next
  /// generation. While the database is away it goes on trying: for half a minute with a new grant,
  /// and as long as the process lives with a next generation, which exists nowhere else.
  /// @returns the stored record; empty when the generation moved.
  awaitable<std::optional<IntegrationAccess>> commit(IntegrationAccess access);

  /// Asks `discoverTenants` of a committed grant and writes what it answers; see
  /// `IntegrationStore::attachTenants`. Where a workspace may hold one tenant, the one it holds
  /// stays. Never called at a refresh: what was chosen does not change by itself.
  /// @throws TenantsUnsettled when the grant reaches no tenant at all, only one that the workspace
  ///         may not hold, or several of which one has to be chosen. Providers let it pass.
  awaitable<std::optional<IntegrationAccess>> completeTenants(IntegrationAccess access);

  /// Notes that the provider does not let this access reach `access.tenant_id` any more, though its
  /// token works. Where a grant reaches one tenant, the whole grant then needs a reconnect.
  awaitable<void> reportTenantLost(IntegrationAccess access);

  /// Notes that only the end user can help, by the generation that was found so.
  /// @returns false when the grant moved meanwhile.
  awaitable<bool> requireReconnect(IntegrationAccess access, ReconnectCause cause);

  /// A call to the provider's API, by the one policy for such calls; see `ProviderApi::call`. Not
  /// from within `storeOAuthToken` at a refresh: a refused token would wait for that very refresh.
  awaitable<http::HttpResponse> callApi(IntegrationAccess access, ApiRequest request);

  /// The policy itself, for a data adapter. Lives as long as this object.
  ProviderApi& api() { return *api_; }

  /// A GET by the same policy.
  /// @param path  behind `api_base_url`, begins with `/`.
  /// @returns the answer's JSON. The caller includes `<boost/json/value.hpp>`, which this header
  ///          does not, because it costs every plugin file half a second.
  /// @throws IntegrationError as `ProviderApi::fetch`, and `malformed_answer` for what is no JSON.
  awaitable<boost::json::value> getJson(IntegrationAccess access, std::string path);

  /// Reads what an issuer publishes about itself, from the first place that has it.
  /// @throws IntegrationError as `getJson`, `oauth::metadataUrls` and `oauth::parseServerMetadata`
  ///         do.
  awaitable<oauth::ServerMetadata> fetchServerMetadata(std::string issuer);

  const IntegrationContext& context() const { return context_; }

 private:
  // TokenRefresher, for the coordinator
  awaitable<std::optional<IntegrationAccess>> refreshAndStore(IntegrationAccess access) override;
  std::shared_ptr<void> hold() override { return uses_.hold(); }

  // ApiConnection, for the API's policy
  awaitable<IntegrationAccess> renewRefused(IntegrationAccess access) override;
  awaitable<bool> recordRefused(IntegrationAccess access) override;
  awaitable<void> recordTenantLost(IntegrationAccess access, std::string tenant_id) override;

  // The steps of each stage of the flow, by the file that has them.

  // integration_oauth.cpp
  struct Connected;
  awaitable<Connected> connect(PendingLogin login, std::string code);
  awaitable<IntegrationAccessToken> exchangeCode(PendingLogin login, std::string code);
  awaitable<IntegrationAccess> findAccess(std::string workspace_id, std::string tenant_id);
  awaitable<IntegrationAccess> keepFresh(IntegrationAccess access, Seconds min_ttl);
  awaitable<IntegrationAccess> refreshIfNeeded(IntegrationAccess access, Seconds min_ttl);
  awaitable<IntegrationAccess> refreshOrKeep(IntegrationAccess access);

  // flow/login.cpp
  void checkReturnUrl(const std::string& url) const;
  oauth::Parameters authorizationParameters(const PendingLogin& login,
                                            const std::string& state) const;
  awaitable<PendingLogin> takeLogin(std::string state, Secret browser_binding);

  // flow/token_calls.cpp
  awaitable<http::HttpResponse> askForToken(oauth::Parameters parameters,
                                            http::RequestPurpose purpose);
  http::HttpRequest authenticated(const std::string& endpoint, const oauth::Parameters& parameters,
                                  oauth::TokenMethod method = oauth::TokenMethod::post) const;
  awaitable<std::string> fetchJson(http::HttpRequest request);

  // flow/openid.cpp
  awaitable<void> checkIdToken(Secret id_token, std::string nonce);
  awaitable<bool> isValidIdToken(Secret id_token);
  awaitable<std::string> fetchJwks();
  void rememberJwks(const std::string& jwks);
  std::string rememberedJwks();

  // flow/commit.cpp
  awaitable<std::optional<IntegrationAccess>> commitFirst(IntegrationAccess access);
  awaitable<std::optional<IntegrationAccess>> commitNext(IntegrationAccess access);
  awaitable<std::optional<IntegrationAccess>> commitOnce(IntegrationAccess access);
  /// What this process remembers of a workspace here may be out of date.
  void forgetWorkspace(const std::string& workspace_id);

  // flow/tenants.cpp
  awaitable<std::vector<Tenant>> findTenants(IntegrationAccess access);
  awaitable<std::vector<Tenant>> allowedTenants(IntegrationAccess access,
                                                std::vector<Tenant> tenants);
  awaitable<std::optional<IntegrationAccess>> attach(IntegrationAccess access,
                                                     std::vector<Tenant> tenants);
  awaitable<std::optional<IntegrationAccess>> attachOnce(IntegrationAccess access,
                                                         std::vector<Tenant> tenants);
  awaitable<bool> settleByName(std::string workspace_id, std::string tenant_id);

  // flow/tenant_choice.cpp
  awaitable<TenantChoice> offerChoice(PendingLogin login, TenantsUnsettled unsettled);
  awaitable<PendingChoice> takeChoice(Secret token, Secret browser_binding);
  awaitable<IntegrationAccess> settleChoice(PendingChoice choice, std::string tenant_id);
  awaitable<void> releaseGrant(IntegrationAccess grant, std::vector<Tenant> tenants);
  awaitable<void> forgetGrant(std::string grant_id);

  // flow/disconnect.cpp
  awaitable<std::optional<bool>> disconnectGrant(IntegrationAccess grant);
  awaitable<bool> removeGrant(IntegrationAccess grant);
  awaitable<bool> tryToRevoke(IntegrationAccess access);
  awaitable<bool> tryToRemoveTenant(IntegrationAccess grant, Tenant tenant);
  awaitable<bool> removeUnlessShared(IntegrationAccess grant, Tenant tenant);

  // flow/provider_events.cpp
  bool isSigned(const EventDelivery& delivery) const;
  awaitable<EventOutcome> keepHandshake(Secret verification_token);
  std::vector<ProviderEvent> readSigned(const EventDelivery& delivery) const;
  awaitable<bool> workOffAt(IntegrationAccess grant, ProviderEvent event);

  IntegrationContext context_;
  OAuthApp app_;
  std::string integration_name_;
  std::unique_ptr<ProviderApi> api_;  // made by setup

  std::atomic<std::int64_t> last_handshake_{0};  // milliseconds since the epoch

  std::mutex jwks_mutex_;  // guards jwks_
  std::string jwks_;       // the provider's keys as last fetched

  UseCounter uses_;
  std::mutex adapter_mutex_;  // guards what follows
  bool has_made_adapter_ = false;
  std::unique_ptr<FetchAdapter> adapter_;
};

}  // namespace patchbay
