#include "core/http/problem.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace patchbay::http {
namespace {

boost::json::string_view text(std::string_view view) { return {view.data(), view.size()}; }

std::string document(const IntegrationError& error, std::string_view request_id) {
  const auto& description = describe(error.code());
  boost::json::object members;
  members["type"] = "about:blank";
  members["title"] = text(description.title);
  members["status"] = description.status;
  members["detail"] = text(error.publicText());
  members["code"] = text(description.name);
  members["request_id"] = text(request_id);
  members["retryable"] = description.retryable;
  if (!error.reconnectUrl().empty()) members["reconnect_url"] = text(error.reconnectUrl());
  if (!error.memberName().empty()) {
    boost::system::error_code unreadable;
    auto member = boost::json::parse(text(error.memberJson()), unreadable);
    if (!unreadable) members[text(error.memberName())] = std::move(member);
  }
  return boost::json::serialize(members);
}

}  // namespace

ServerResponse problem(const IntegrationError& error, std::string_view request_id) {
  const auto& description = describe(error.code());
  ServerResponse response(description.status);
  response.with("Content-Type", "application/problem+json").with("Cache-Control", "no-store");
  if (error.retryAfter()) {
    response.with("Retry-After", std::to_string(error.retryAfter()->count()));
  }
  if (description.status == 401) response.with("WWW-Authenticate", "Bearer");
  response.body = document(error, request_id);
  return response;
}

}  // namespace patchbay::http
