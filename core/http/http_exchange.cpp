#include "core/http/http_exchange.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/letter_case.hpp"

namespace patchbay::http {
namespace {

std::string_view trimBlanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Looks through one `Cookie` field: `name=value; name=value` (RFC 6265 section 4.2.1).
std::optional<std::string> findCookie(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    const auto end = std::min(field.find(';'), field.size());
    const auto pair = trimBlanks(field.substr(0, end));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return std::string(pair.substr(equals + 1));
    }
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return std::nullopt;
}

}  // namespace

RequestView::~RequestView() = default;

const std::string& ServerRequest::pathValue(std::string_view name) const {
  const auto found = path_values.find(name);
  if (found == path_values.end()) {
    throw IntegrationError(ErrorCode::internal, "The host is not set up for this path.",
                           "the route's pattern has no {" + std::string(name) + "}");
  }
  return found->second;
}

std::optional<std::string> ServerRequest::queryValue(std::string_view name) const {
  std::optional<std::string> value;
  for (const auto& [key, text] : query) {
    if (key != name) continue;
    if (value) {
      throw IntegrationError(ErrorCode::invalid_request, "The parameter `" + std::string(name) +
                                                             "` is given more than once; give it "
                                                             "once.");
    }
    value = text;
  }
  return value;
}

std::optional<std::string_view> ServerRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equalIgnoringCase(key, name)) return value;
  }
  return std::nullopt;
}

std::optional<std::string> ServerRequest::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (!equalIgnoringCase(key, "Cookie")) continue;
    if (auto found = findCookie(value, name)) return found;
  }
  return std::nullopt;
}

ServerResponse::ServerResponse(unsigned code) : status(code) {}

ServerResponse ServerResponse::json(unsigned status, std::string body) {
  ServerResponse response(status);
  response.with("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

ServerResponse ServerResponse::html(unsigned status, std::string body) {
  ServerResponse response(status);
  response.with("Content-Type", "text/html; charset=utf-8");
  response.body = std::move(body);
  return response;
}

ServerResponse ServerResponse::redirect(std::string location) {
  ServerResponse response(302);
  response.with("Location", std::move(location));
  return response;
}

ServerResponse& ServerResponse::with(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

}  // namespace patchbay::http
