#include <algorithm>
#include <array>
#include <boost/json/value.hpp>

#include "core/base/error.hpp"
#include "core/http/status.hpp"
#include "core/oauth/strict_json.hpp"
#include "core/oauth/token_response.hpp"

namespace patchbay::oauth {
namespace {

struct KnownError {
  std::string_view error;
  OutcomeClass outcome;
};

// RFC 6749 section 5.2; OpenID Connect Core section 3.1.2.6; RFC 8628 section 3.5 (slow_down);
// server_error and temporarily_unavailable are section 4.1.2.1's, seen here too.
constexpr std::array kKnownErrors{
    KnownError{"invalid_grant", OutcomeClass::permanent},
    KnownError{"interaction_required", OutcomeClass::permanent},
    KnownError{"login_required", OutcomeClass::permanent},
    KnownError{"consent_required", OutcomeClass::permanent},
    KnownError{"invalid_client", OutcomeClass::operator_fault},
    KnownError{"unauthorized_client", OutcomeClass::operator_fault},
    KnownError{"invalid_request", OutcomeClass::configuration},
    KnownError{"invalid_scope", OutcomeClass::configuration},
    KnownError{"unsupported_grant_type", OutcomeClass::configuration},
    KnownError{"temporarily_unavailable", OutcomeClass::temporary},
    KnownError{"server_error", OutcomeClass::temporary},
    KnownError{"slow_down", OutcomeClass::temporary},
};

std::optional<OutcomeClass> findKnown(std::string_view error) {
  for (const KnownError& known : kKnownErrors) {
    if (known.error == error) return known.outcome;
  }
  return std::nullopt;
}

OutcomeClass classOfStatus(unsigned status) {
  if (http::asksToWait(status)) return OutcomeClass::temporary;
  return status >= 300 && status < 500 ? OutcomeClass::configuration : OutcomeClass::ambiguous;
}

boost::json::value findBody(const std::string& body) {
  try {
    return parseStrictJson(body);
  } catch (const IntegrationError&) {
    // What cannot be read holds no OAuth error; the status decides.
    return {};
  }
}

std::string textAt(const boost::json::value& body, const std::string& path) {
  boost::system::error_code absent;
  const auto* const member = body.find_pointer(path, absent);
  const auto* const text = member == nullptr ? nullptr : member->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

/// A provider's own code, which may be a whole number.
std::string codeAt(const boost::json::value& body, const std::string& path) {
  boost::system::error_code absent;
  const auto* const member = body.find_pointer(path, absent);
  const bool is_number = member != nullptr && member->is_int64();
  return is_number ? std::to_string(member->get_int64()) : textAt(body, path);
}

/// What the provider states about the code of this answer: by its own place first.
const std::pair<std::string, OutcomeClass>* findStated(const boost::json::value& body,
                                                       const TokenErrorRules& rules) {
  if (rules.codes.empty()) return nullptr;
  const std::string own = rules.path.empty() ? std::string() : codeAt(body, rules.path);
  const std::string standard = textAt(body, "/error");
  for (const auto& stated : rules.codes) {
    if (stated.first == own || stated.first == standard) return &stated;
  }
  return nullptr;
}

// The code goes into logs and records, so only what looks like one is kept: a provider that echoes
// a token there must not make us write it down.
std::string loggable(const std::string& error) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz_";
  const bool is_code = error.size() <= 40 && error.find_first_not_of(kAllowed) == std::string::npos;
  return is_code ? error : std::string();
}

}  // namespace

std::string_view name(OutcomeClass outcome) {
  switch (outcome) {
    case OutcomeClass::success:
      return "success";
    case OutcomeClass::not_sent:
      return "not_sent";
    case OutcomeClass::temporary:
      return "temporary";
    case OutcomeClass::permanent:
      return "permanent";
    case OutcomeClass::operator_fault:
      return "operator_fault";
    case OutcomeClass::configuration:
      return "configuration";
    case OutcomeClass::ambiguous:
      break;
  }
  return "ambiguous";
}

std::optional<TokenError> findTokenError(const http::HttpResponse& response, TimePoint now,
                                         const TokenErrorRules& rules,
                                         const TokenResponseFormat& format) {
  const unsigned status = response.status;
  const bool is_success = status >= 200 && status < 300;
  TokenError found;
  found.status = status;
  found.outcome = classOfStatus(status);
  if (const auto value = response.headers.find("Retry-After")) {
    found.retry_after = parseRetryAfter(*value, now);
  }
  // Bodies of 3xx and 5xx often come from something in between; they prove nothing.
  if (!is_success && (status < 400 || status >= 500)) return found;
  const auto body = findBody(response.body);
  const auto* const stated = findStated(body, rules);
  const std::string error = stated != nullptr ? stated->first : textAt(body, "/error");
  if (error.empty()) return is_success ? std::nullopt : std::optional(found);
  found.error = stated != nullptr ? error : loggable(error);
  // A token together with an error contradicts itself, so nothing is concluded from it.
  const std::string token_at = format.path + "/" + nameOf(format.names, "access_token");
  if (!textAt(body, token_at).empty()) return found;
  // An unknown code in a 200 is a refusal all the same: the outcome is certain, the remedy is not.
  if (is_success) found.outcome = OutcomeClass::configuration;
  found.outcome = findKnown(error).value_or(found.outcome);
  if (stated != nullptr) found.outcome = stated->second;
  return found;
}

}  // namespace patchbay::oauth
