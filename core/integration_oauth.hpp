#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/error.hpp"
#include "core/integration_access.hpp"
#include "core/integration_context.hpp"
#include "core/oauth/form.hpp"
#include "core/oauth/server_metadata.hpp"
#include "core/oauth/token_response.hpp"
#include "core/oauth_app.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "core/refresh/refresh_failed.hpp"

namespace patchbay {

class FetchAdapter;

/// Who wants to connect what.
struct LoginRequest {
  std::string workspace_id;
  std::string return_url;  ///< where to go afterwards; empty means the fixed page

  LoginRequest(std::string workspace, std::string return_to)
      : workspace_id(std::move(workspace)), return_url(std::move(return_to)) {}
};

/// What the browser gets: go there, and keep this cookie until the callback.
struct LoginRedirect {
  std::string location;
  Secret browser_binding;  ///< value of the cookie that ties the login to this browser
  /// Belongs into the cookie's name, so that logins in two tabs keep a cookie each. Not secret.
  std::string login_id;

  LoginRedirect() = default;
};

/// What the provider sent the browser back with.
struct CallbackRequest {
  oauth::Parameters query;
  Secret browser_binding;  ///< the cookie; empty when the browser brought none

  CallbackRequest(oauth::Parameters parameters, Secret cookie)
      : query(std::move(parameters)), browser_binding(std::move(cookie)) {}
};

/// How a login ended. Also for a failure the workspace and the return URL are known, once the
/// pending login was found.
struct CallbackResult {
  std::string workspace_id;
  std::string return_url;
  std::optional<IntegrationAccess> access;  ///< set when connected
  std::vector<std::string> missing_scopes;  ///< required, but not granted
  std::optional<IntegrationError> failure;  ///< set when not connected

  CallbackResult() = default;
};

/// Which access a backend wants.
struct AccessRequest {
  std::string workspace_id;
  std::string tenant_id;  ///< empty means the only one
  Seconds min_ttl{60};    ///< refresh when fewer seconds remain

  AccessRequest(std::string workspace, std::string tenant, Seconds least_left)
      : workspace_id(std::move(workspace)), tenant_id(std::move(tenant)), min_ttl(least_left) {}
};

/// How a disconnect went. The grants are forgotten here in any case.
struct DisconnectResult {
  int grants = 0;               ///< how many were forgotten
  int revoked_at_provider = 0;  ///< how many of them the provider confirmed as revoked
};

/// One provider's integration: THE FLOW, from the login to a token that stays valid.
///
/// The base owns the flow. A provider states its facts (`registerOAuthApp`) and says how a refresh
/// is made
/// (`performTokenRefresh`) and what is stored (`storeOAuthToken`), with the pieces offered below.
/// The other hooks have defaults.
///
/// Lives as long as the process; all methods are safe from any thread. Every coroutine throws
/// `IntegrationError`.
class PATCHBAY_EXPORT IntegrationOAuth : private TokenRefresher {
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

  /// An access whose token is valid for at least `min_ttl` (or as long as this provider's tokens
  /// live, when that is less): from memory, else from the store, else refreshed.
  /// @throws IntegrationError `not_connected`, `requires_reconnect` (with a reconnect URL),
  ///         `conflict` when several tenants are connected and the request names none, and what
  ///         `RefreshCoordinator::refresh` throws.
  awaitable<IntegrationAccess> getIntegrationAccess(AccessRequest request);

  /// What is connected, without any call to the provider.
  awaitable<std::vector<IntegrationAccess>> listAccess(std::string workspace_id);

  /// Revokes at the provider, then forgets here; forgets also when the provider does not answer.
  awaitable<DisconnectResult> disconnect(std::string workspace_id);

  /// What refreshes this provider's grants: for the host, which does so ahead of their expiry
  /// through the coordinator.
  TokenRefresher& refresher() { return *this; }

  /// The provider's data adapter; null when it has none.
  virtual std::unique_ptr<FetchAdapter> makeFetchAdapter();

 protected:
  // --- what a provider writes ---

  /// The facts, from settings such as `GUSTO_CLIENT_ID`.
  virtual OAuthApp registerOAuthApp(const Settings& settings) = 0;

  /// Asks the provider for the next pair, once.
  /// @throws RefreshFailed, as `requestToken` and `processRefreshResponse` do.
  virtual awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) = 0;

  /// Commits a pair, then whatever has to be asked with it. `access.generation` is 0 at connect
  /// time and the number of the replaced pair at refresh time. The pair must be committed
  /// (`commit`) before its access token is used for the first time.
  /// @returns the stored record; empty when another writer was first.
  virtual awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access) = 0;

  // --- hooks with defaults ---

  /// Reads the answer of a token call. The default is RFC 6749 sections 5.1 and 5.2.
  /// @param requested_scope  what an absent `scope` stands for: at a refresh, the scope so far.
  /// @throws RefreshFailed when it holds no pair.
  virtual IntegrationAccessToken processRefreshResponse(const http::HttpResponse& response,
                                                        const std::string& requested_scope);

  /// Adds to, or changes, the authorization request's parameters.
  virtual void adjustAuthorizationParameters(oauth::Parameters& parameters) const;

  /// Sorts an unsuccessful token answer, where a provider departs from the standard.
  virtual std::optional<oauth::TokenError> classifyTokenError(
      const http::HttpResponse& response) const;

  /// Asks the provider which tenants a committed access reaches. The default is none.
  virtual awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access);

  /// Tells the provider to forget a pair (RFC 7009). True when it is gone there.
  virtual awaitable<bool> revokeToken(IntegrationAccess access);

  /// Asks the provider whether an access token is active (RFC 7662). Empty where the app states no
  /// `introspection_endpoint`.
  /// @throws IntegrationError as `getJson` does, but `invalid_client` at a 401.
  virtual awaitable<std::optional<bool>> introspectToken(IntegrationAccess access);

  // --- pieces for providers ---

  /// POSTs to the token endpoint, authenticated, with this app's encoding and extra headers.
  /// @throws RefreshFailed when no whole answer came.
  awaitable<http::HttpResponse> requestToken(oauth::Parameters parameters);

  /// Writes a pair durably: as a new grant when `access.generation` is 0, else as the next
  /// generation. While the database is away it goes on trying: for half a minute with a new grant,
  /// and as long as the process lives with a next generation, which exists nowhere else.
  /// @returns the stored record; empty when the generation moved.
  awaitable<std::optional<IntegrationAccess>> commit(IntegrationAccess access);

  /// Asks `discoverTenants` of a committed grant and writes what it answers; see
  /// `IntegrationStore::attachTenants`.
  /// @throws IntegrationError `access_denied` when the grant reaches no tenant at all.
  awaitable<std::optional<IntegrationAccess>> completeTenants(IntegrationAccess access);

  /// A GET to the provider's API with the access token, `Accept: application/json` and the app's
  /// extra headers.
  /// @param path  behind `api_base_url`, begins with `/`.
  /// @returns the answer's JSON. The caller includes `<boost/json/value.hpp>`, which this header
  ///          does not, because it costs every plugin file half a second.
  /// @throws IntegrationError by status: `invalid_grant` (401), `temporarily_unavailable` (429 and
  ///         503), `ambiguous_answer` (5xx), `provider_configuration` (other 4xx and 3xx), and
  ///         `malformed_answer`.
  awaitable<boost::json::value> getJson(IntegrationAccess access, std::string path);

  /// Reads what an issuer publishes about itself, from the first place that has it.
  /// @throws IntegrationError as `getJson`, `oauth::metadataUrls` and `oauth::parseServerMetadata`
  ///         do.
  awaitable<oauth::ServerMetadata> fetchServerMetadata(std::string issuer);

  const IntegrationContext& context() const { return context_; }

 private:
  awaitable<std::optional<IntegrationAccess>> refreshAndStore(IntegrationAccess access) override;

  // The steps of oauthLogin and oauthCallback.
  oauth::Parameters authorizationParameters(const PendingLogin& login,
                                            const std::string& state) const;
  awaitable<PendingLogin> takeLogin(std::string state, Secret browser_binding);
  awaitable<IntegrationAccess> connect(PendingLogin login, std::string code);
  awaitable<IntegrationAccessToken> exchangeCode(PendingLogin login, std::string code);
  awaitable<void> checkIdToken(Secret id_token, std::string nonce);
  awaitable<bool> isValidIdToken(Secret id_token);
  awaitable<std::string> fetchJson(http::HttpRequest request);
  awaitable<std::string> fetchJwks();
  void rememberJwks(const std::string& jwks);
  std::string rememberedJwks();

  // The steps of getIntegrationAccess.
  awaitable<IntegrationAccess> findAccess(std::string workspace_id, std::string tenant_id);
  awaitable<IntegrationAccess> keepFresh(IntegrationAccess access, Seconds min_ttl);
  awaitable<IntegrationAccess> refreshOrKeep(IntegrationAccess access);

  http::HttpRequest authenticated(const std::string& endpoint,
                                  const oauth::Parameters& parameters) const;
  // The steps of commit and completeTenants.
  awaitable<std::optional<IntegrationAccess>> commitFirst(IntegrationAccess access);
  awaitable<std::optional<IntegrationAccess>> commitNext(IntegrationAccess access);
  awaitable<std::optional<IntegrationAccess>> commitOnce(IntegrationAccess access);
  awaitable<std::optional<IntegrationAccess>> attach(IntegrationAccess access,
                                                     std::vector<Tenant> tenants);
  awaitable<std::optional<IntegrationAccess>> findHolderOf(IntegrationAccess access);

  // The steps of disconnect.
  awaitable<std::optional<bool>> disconnectGrant(IntegrationAccess grant);
  awaitable<bool> removeGrant(IntegrationAccess grant);
  awaitable<bool> tryToRevoke(IntegrationAccess access);

  IntegrationContext context_;
  OAuthApp app_;
  std::string integration_name_;

  std::mutex jwks_mutex_;  // guards jwks_
  std::string jwks_;       // the provider's keys as last fetched
};

}  // namespace patchbay
