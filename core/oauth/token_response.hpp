#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/http/http_client.hpp"
#include "core/integration_access.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::oauth {

/// How the outcome of a token call is sorted; the class decides what becomes of the stored pair.
/// `refresh/refresh_decision.hpp` holds that table.
enum class OutcomeClass {
  success,
  not_sent,        ///< the provider saw nothing
  ambiguous,       ///< sent, outcome unknown: the refresh token may be spent
  temporary,       ///< the provider asks to wait
  permanent,       ///< only the end user can help
  operator_fault,  ///< our credentials are wrong
  configuration,   ///< the provider rejects how we ask
};

/// The snake_case word of a class, for logs and metrics.
PATCHBAY_EXPORT std::string_view name(OutcomeClass outcome);

/// An unsuccessful answer, read (RFC 6749 section 5.2, found at any 4xx and inside a 200).
struct TokenError {
  OutcomeClass outcome = OutcomeClass::ambiguous;
  unsigned status = 0;
  std::string error;  ///< the OAuth code, e.g. `invalid_grant`; empty when the answer held none
  std::optional<Seconds> retry_after;  ///< clamped to 1 s .. 1 h
};

/// How a provider says when a token runs out. A number in a text is read as a number.
enum class ExpiryForm {
  seconds,             ///< from now, as RFC 6749 has it
  milliseconds,        ///< from now
  epoch_seconds,       ///< a moment, since 1970
  epoch_milliseconds,  ///< the same, finer
  date,                ///< a moment as RFC 3339 writes it: `2026-01-31T09:05:00Z`
};

/// Where a token answer departs from RFC 6749 section 5.1. The default does not.
struct TokenResponseFormat {
  /// Where in the answer the members stand, e.g. `/data/token` (RFC 6901); empty: at its top.
  std::string path;
  /// Of members, e.g. `{"expires_in", "expires_at"}`. One whose name is empty is not looked at,
  /// e.g. a `token_type` that is never `Bearer`.
  Names names;
  ExpiryForm expiry = ExpiryForm::seconds;
  std::string scope_separator = " ";

  TokenResponseFormat() = default;
};

/// Where an unsuccessful answer departs from RFC 6749 section 5.2. The default does not.
struct TokenErrorRules {
  /// Where the provider's own code stands, e.g. `/code` (RFC 6901); a text or a whole number.
  /// Empty: it has none beside the standard's `error`.
  std::string path;
  /// What its codes mean; also for codes in `error`. Others mean what they mean to everybody.
  std::vector<std::pair<std::string, OutcomeClass>> codes;

  TokenErrorRules() = default;
};

/// Facts a token answer is read with.
struct TokenResponseRules {
  Seconds default_expires_in{3600};  ///< when the answer states none
  std::string requested_scope;       ///< an absent `scope` means exactly this (RFC 6749 5.1)
  TokenResponseFormat format;
};

/// Reads a successful token answer (RFC 6749 section 5.1), strictly.
///
/// @param now  receipt time; `expires_in` (seconds) counts from here.
/// @returns a token with absolute `expires_at`. `refresh_token` and `id_token` are empty when none
///          was sent; the caller then keeps the old refresh token (section 6). `expires_in` is read
///          from a number or a number in a string; 0 or negative means already expired, more than a
///          year means a year, another type means the default and is named in `warnings`.
/// @throws IntegrationError `malformed_answer` for everything that is no token answer: not JSON, no
///         object, no usable `access_token` (1 byte to 32 KB, no control character), a token type
///         other than Bearer.
struct ParsedToken {
  IntegrationAccessToken token;
  std::string warnings;  ///< empty, or what was odd, for the log
};
PATCHBAY_EXPORT ParsedToken parseTokenResponse(std::string_view body,
                                               const TokenResponseRules& rules, TimePoint now);

/// Sorts an answer of the token endpoint that brought no token: by OAuth error code first, then by
/// status. An OAuth error counts at any 4xx and inside a 2xx; at 3xx and 5xx only the status does.
/// A provider's own code that `rules` know counts like one. Empty for every other 2xx, which
/// `parseTokenResponse` then reads.
PATCHBAY_EXPORT std::optional<TokenError> findTokenError(const http::HttpResponse& response,
                                                         TimePoint now,
                                                         const TokenErrorRules& rules = {},
                                                         const TokenResponseFormat& format = {});

/// `Retry-After` in both forms (RFC 9110 section 10.2.3), clamped to 1 s .. 1 h; empty when absent
/// or unreadable.
PATCHBAY_EXPORT std::optional<Seconds> parseRetryAfter(std::string_view value, TimePoint now);

}  // namespace patchbay::oauth
