#include "core/api/api_answer.hpp"

#include <utility>

#include "core/api/provider_api.hpp"
#include "core/http/status.hpp"
#include "core/oauth/token_response.hpp"

namespace patchbay {
namespace {

bool namesInsufficientScope(const http::HttpResponse& response) {
  for (const auto& [name, value] : response.headers.all()) {
    http::HeaderFields one;
    one.add(name, value);
    if (!one.find("WWW-Authenticate")) continue;
    if (value.find("insufficient_scope") != std::string::npos) return true;
  }
  return false;
}

ErrorCode codeOf(http::TransportFault fault) {
  switch (fault) {
    case http::TransportFault::not_sent:
    case http::TransportFault::certificate:
      return ErrorCode::provider_unavailable;
    case http::TransportFault::ambiguous:
      return ErrorCode::ambiguous_answer;
    case http::TransportFault::unreadable:
      break;
  }
  return ErrorCode::malformed_answer;
}

}  // namespace

std::optional<Seconds> retryAfterOf(const http::HttpResponse& response, TimePoint now) {
  const auto value = response.headers.find("Retry-After");
  return value ? oauth::parseRetryAfter(*value, now) : std::nullopt;
}

std::string_view nameOf(http::TransportFault fault) {
  switch (fault) {
    case http::TransportFault::not_sent:
      return "not_sent";
    case http::TransportFault::certificate:
      return "certificate";
    case http::TransportFault::ambiguous:
      return "ambiguous";
    case http::TransportFault::unreadable:
      break;
  }
  return "unreadable";
}

IntegrationError errorOf(const std::string& provider, const http::TransportError& error) {
  std::string text = provider;
  switch (codeOf(error.fault())) {
    case ErrorCode::provider_unavailable:
      text += " cannot be reached; try again later";
      break;
    case ErrorCode::ambiguous_answer:
      text += " did not answer completely; try again later";
      break;
    default:
      text += "'s answer is no HTTP or too large; ask for less at a time";
  }
  return IntegrationError(codeOf(error.fault()), std::move(text), error.what());
}

ApiVerdict standardVerdict(const http::HttpResponse& response) {
  const bool may_tell = response.status == 401 || response.status == 403;
  if (may_tell && namesInsufficientScope(response)) return ApiVerdict::insufficient_scope;
  return response.status == 401 ? ApiVerdict::token_refused : ApiVerdict::answer;
}

IntegrationError standardApiError(const std::string& provider, const http::HttpResponse& response,
                                  TimePoint now) {
  const unsigned status = response.status;
  const std::string text = provider + " answered status " + std::to_string(status);
  if (status == 401) return IntegrationError(ErrorCode::invalid_grant, text);
  if (status == 403) {
    return IntegrationError(ErrorCode::insufficient_scope,
                            text +
                                ": the connection lacks a permission; connect again as a user "
                                "who may give it");
  }
  if (http::asksToWait(status)) {
    IntegrationError error(ErrorCode::temporarily_unavailable, text);
    const auto asked = retryAfterOf(response, now);
    if (asked) error.withRetryAfter(*asked);
    return error;
  }
  return IntegrationError(
      status >= 500 ? ErrorCode::ambiguous_answer : ErrorCode::provider_configuration, text);
}

}  // namespace patchbay
