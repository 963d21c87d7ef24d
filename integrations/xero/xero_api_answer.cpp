#include "xero_api_answer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "core/oauth/strict_json.hpp"
#include "xero_json.hpp"

namespace patchbay {
namespace {

constexpr std::size_t kLongestReason = 200;

/// Null when the body is no JSON: some failures come as plain text.
boost::json::value bodyOf(const http::HttpResponse& response) {
  try {
    return oauth::parseStrictJson(response.body);
  } catch (const IntegrationError&) {
    return nullptr;
  }
}

bool namesDetail(const http::HttpResponse& response, std::string_view reason) {
  const auto body = bodyOf(response);
  return textMember(body, "Detail").find(reason) != std::string_view::npos;
}

/// The first message of a `ValidationException`, else what the body calls detail or message.
std::string reasonIn(const boost::json::value& body) {
  for (const auto& element : listMember(body, "Elements")) {
    for (const auto& error : listMember(element, "ValidationErrors")) {
      const auto message = textMember(error, "Message");
      if (!message.empty()) return std::string(message);
    }
  }
  const auto detail = textMember(body, "Detail");
  return std::string(detail.empty() ? textMember(body, "Message") : detail);
}

std::string detailOf(const http::HttpResponse& response) {
  std::string detail = reasonIn(bodyOf(response)).substr(0, kLongestReason);
  const auto correlation = response.headers.find("Xero-Correlation-Id");
  if (correlation) {
    if (!detail.empty()) detail += "; ";
    detail += "correlation id " + std::string(correlation->substr(0, kLongestReason));
  }
  return detail;
}

}  // namespace

ApiVerdict judgeXeroAnswer(const http::HttpResponse& response, bool names_tenant) {
  const auto verdict = standardVerdict(response);
  if (verdict == ApiVerdict::token_refused && namesDetail(response, "AuthorizationUnsuccessful")) {
    return ApiVerdict::insufficient_scope;
  }
  const bool looks_lost = verdict == ApiVerdict::answer && response.status == 403 && names_tenant &&
                          namesDetail(response, "AuthenticationUnsuccessful");
  return looks_lost ? ApiVerdict::tenant_lost : verdict;
}

IntegrationError xeroApiError(const http::HttpResponse& response, TimePoint now) {
  const auto standard = standardApiError("Xero", response, now);
  std::string text = standard.publicText();
  const auto limit = response.headers.find("X-Rate-Limit-Problem");
  if (response.status == 429 && limit && *limit == "day") {
    text += ": the organisation's calls of this day are used up";
  }
  IntegrationError error(standard.code(), std::move(text), detailOf(response));
  if (standard.retryAfter()) error.withRetryAfter(*standard.retryAfter());
  return error;
}

}  // namespace patchbay
