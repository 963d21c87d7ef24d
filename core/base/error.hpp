#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay {

/// Why a request ended. Codes that OAuth already names are spelled as RFC 6749, RFC 7009 and OpenID
/// Connect spell them. `describe()` is the one table from a code to what HTTP callers see.
enum class ErrorCode {
  // The caller's request.
  invalid_request,         ///< 400: malformed or contradictory parameters
  unauthorized,            ///< 401: API key missing, unknown, expired or revoked
  forbidden,               ///< 403: the key is valid but lacks the operation
  not_found,               ///< 404: unknown, or not visible to this key
  method_not_allowed,      ///< 405
  request_timeout,         ///< 408: the request did not arrive in time
  conflict,                ///< 409: e.g. several tenants, and the call names none
  tenant_refused,          ///< 409: the workspace holds another tenant, and may hold only one
  payload_too_large,       ///< 413
  uri_too_long,            ///< 414
  unsupported_media_type,  ///< 415
  too_many_requests,       ///< 429: this host's own limits
  header_too_large,        ///< 431
  // The state of a connection.
  not_connected,       ///< 404: the workspace has no such connection
  requires_reconnect,  ///< 424: only the end user can help; `reconnect_url` says where
  tenant_lost,         ///< 424: the token works, but no longer reaches this company
  insufficient_scope,  ///< 403: the connection lacks a permission (RFC 6750 section 3.1)
  // What a provider answered (RFC 6749 sections 4.1.2.1 and 5.2).
  access_denied,            ///< 403: the end user refused
  invalid_client,           ///< 502: our credentials at the provider are wrong; operator's fault
  invalid_grant,            ///< 424: code or refresh token is dead
  provider_configuration,   ///< 502: the provider rejects how we ask; operator's fault
  provider_unavailable,     ///< 503: no connection, so nothing was sent
  temporarily_unavailable,  ///< 503: the provider asks to wait; see `retryAfter()`
  ambiguous_answer,         ///< 502: sent, but the outcome is unknown (timeout, reset, 5xx)
  malformed_answer,         ///< 502: an answer that cannot be read
  // This host.
  storage_unavailable,  ///< 503: the database cannot be read or written now
  sealed_text_refused,  ///< 500: a stored secret does not open (key unknown, or tampered with)
  settings_invalid,     ///< 500: start-up only
  plugin_refused,       ///< 500: start-up only
  internal,             ///< 500: a defect of ours
};

/// What a code means outside the process.
struct ErrorDescription {
  std::string_view name;   ///< the `code` member of a problem document, e.g. `requires_reconnect`
  unsigned status;         ///< HTTP status
  std::string_view title;  ///< one plain sentence, the same for every occurrence
  bool retryable;          ///< whether the same request may succeed later with no change
};

/// The one table from a code to its description.
PATCHBAY_EXPORT const ErrorDescription& describe(ErrorCode code);

/// What ends a request. Thrown anywhere, caught by the router, by plugin loading and by refresh.
///
/// `publicText` goes to callers: thing, reason, remedy. `detail` goes to the log only. Neither ever
/// holds a secret.
class PATCHBAY_EXPORT IntegrationError : public std::exception {
 public:
  IntegrationError(ErrorCode code, std::string public_text, std::string detail = {});
  ~IntegrationError() override;

  ErrorCode code() const { return code_; }
  const std::string& publicText() const { return public_text_; }
  const std::string& detail() const { return detail_; }

  /// How long a caller should wait before it tries again; empty when nobody said.
  std::optional<std::chrono::seconds> retryAfter() const { return retry_after_; }
  IntegrationError& withRetryAfter(std::chrono::seconds pause);

  /// Where the end user repairs the connection; empty when that is not the remedy.
  const std::string& reconnectUrl() const { return reconnect_url_; }
  IntegrationError& withReconnectUrl(std::string url);

  /// One more member of the problem document (RFC 9457 section 3.2), e.g. the tenants to choose
  /// from. `json` is JSON text of ours; it holds no secret.
  const std::string& memberName() const { return member_name_; }
  const std::string& memberJson() const { return member_json_; }
  IntegrationError& withMember(std::string name, std::string json);

  /// `code: public text (detail)`, for logs.
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  ErrorCode code_;
  std::string public_text_;
  std::string detail_;
  std::string what_;
  std::optional<std::chrono::seconds> retry_after_;
  std::string reconnect_url_;
  std::string member_name_;
  std::string member_json_;
};

}  // namespace patchbay
