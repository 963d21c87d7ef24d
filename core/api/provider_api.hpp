#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/export.hpp"
#include "core/http/http_client.hpp"
#include "core/integration_access.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// One call to a provider's API. The access token and the app's extra headers are added on the way.
class PATCHBAY_EXPORT ApiRequest {
 public:
  /// @param at  behind `api_base_url`, begins with `/`; may hold a query.
  ApiRequest(std::string verb, std::string at);

  std::string method;
  std::string path;
  http::HeaderFields headers;
  std::string body;
  /// Whom it concerns, for limits that are counted per tenant and for telling that it is lost;
  /// empty means the one that the access is about, or its only one.
  std::string tenant_id;
  Milliseconds deadline{20'000};  ///< of one attempt
  /// An answer with a larger body ends in `malformed_answer`.
  std::size_t body_limit = 8 * 1024 * 1024;

  /// Whether sending it twice does what sending it once does (RFC 9110 section 9.2.2).
  bool isIdempotent() const;
};

/// What an answer says of the connection.
enum class ApiVerdict {
  answer,              ///< nothing: it is for the caller, whatever its status
  token_refused,       ///< the access token is not accepted
  insufficient_scope,  ///< the token is good, but the user or the provider gave it too little
  tenant_lost,         ///< the token is good, but no longer reaches this tenant
};

/// Reads an answer as RFC 6750 section 3.1 has it: a 401 is about the token, unless the answer says
/// `insufficient_scope`, which counts at a 403 too. All else is for the caller.
PATCHBAY_EXPORT ApiVerdict standardVerdict(const http::HttpResponse& response);

/// What an unsuccessful answer means to whoever wanted data: `insufficient_scope` (403),
/// `temporarily_unavailable` (408, 425, 429, 503; with `retryAfter`), `ambiguous_answer` (other
/// 5xx), `invalid_grant` (401) and `provider_configuration` (all else).
PATCHBAY_EXPORT IntegrationError standardApiError(const std::string& provider,
                                                  const http::HttpResponse& response,
                                                  TimePoint now);

/// What the policy has to know of one provider and its grants; `IntegrationOAuth` provides it.
class PATCHBAY_EXPORT ApiConnection {
 public:
  virtual ~ApiConnection();

  virtual ApiVerdict judgeApiAnswer(const http::HttpResponse& response,
                                    const ApiRequest& request) const = 0;
  virtual IntegrationError apiErrorOf(const http::HttpResponse& response) const = 0;
  /// Whether what looks like a lost tenant is one.
  virtual awaitable<bool> confirmTenantLost(IntegrationAccess access, std::string tenant_id) = 0;
  /// A pair newer than the refused one, by the one refresh that all who were refused share.
  virtual awaitable<IntegrationAccess> renewRefused(IntegrationAccess access) = 0;
  /// Records that the user must connect again. False when the grant moved on meanwhile.
  virtual awaitable<bool> recordRefused(IntegrationAccess access) = 0;
  virtual awaitable<void> recordTenantLost(IntegrationAccess access, std::string tenant_id) = 0;
};

/// What the calls to one provider's API came to since the start.
struct ApiTotals {
  /// Attempts by outcome: `2xx` to `5xx`, and `not_sent`, `certificate`, `ambiguous`, `unreadable`.
  std::map<std::string, std::uint64_t> attempts;
  std::uint64_t retries = 0;   ///< attempts that repeated another
  std::uint64_t renewals = 0;  ///< refreshes because a token was refused
  std::uint64_t waits = 0;     ///< attempts that were held back to keep a limit
  Milliseconds waited{0};      ///< for how long altogether
  std::uint64_t held_off = 0;  ///< calls given up because a limit would have kept them too long

  ApiTotals() = default;
};

/// The one policy by which a provider's API is called:
///
/// 1. The provider's limits (`OAuthApp::api_rate_limits`, what its answers say is left, a
///    `Retry-After`) are waited for, so that they are not hit.
/// 2. An idempotent call that failed for now is repeated with growing pauses, full jitter and
///    `Retry-After` (`OAuthApp::api_retry`).
/// 3. A refused token is renewed once, by the engine's refresh, and the call repeated. Refused
///    again, the grant requires a reconnect.
/// 4. A missing permission and a lost tenant are told apart from both.
///
/// Shared by all callers of a provider in the process; safe from any thread.
class PATCHBAY_EXPORT ProviderApi {
 public:
  /// @param app, http, clock, connection  must outlive this.
  /// @param random  numbers in [0, 1) for the jitter; empty takes true ones.
  ProviderApi(const OAuthApp& app, http::HttpClient& http, const Clock& clock,
              ApiConnection& connection, std::function<double()> random = {});
  /// Ends calls that wait for their turn. Only when no executor runs any more.
  ~ProviderApi();
  ProviderApi(const ProviderApi&) = delete;
  ProviderApi& operator=(const ProviderApi&) = delete;

  /// @returns the answer, of any status: also the last 429 or 5xx when repeating did not help.
  /// @throws IntegrationError `requires_reconnect`, `tenant_lost`, `insufficient_scope`;
  ///         `temporarily_unavailable` (with `retryAfter`) when a limit would keep the call too
  ///         long; `provider_unavailable`, `ambiguous_answer`, `malformed_answer` when no whole
  ///         answer came; what `RefreshCoordinator::refresh` throws.
  awaitable<http::HttpResponse> call(IntegrationAccess access, ApiRequest request);

  /// A call whose answer must be a success.
  /// @throws IntegrationError as `call`, and what `ApiConnection::apiErrorOf` makes of any other
  ///         answer.
  awaitable<http::HttpResponse> fetch(IntegrationAccess access, ApiRequest request);

  ApiTotals totals() const;

 private:
  class Policy;
  std::shared_ptr<Policy> policy_;
};

}  // namespace patchbay
