#pragma once

#include <boost/json/object.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/http/http_exchange.hpp"

namespace patchbay::host {

/// Ids of workspaces, tenants and integrations are no longer.
constexpr std::size_t kLongestId = 256;

/// @throws IntegrationError `unsupported_media_type` when the body is not sent as JSON.
void requireJson(const http::ServerRequest& request);

/// The members of a JSON object, of which only those of these names are allowed.
/// @throws IntegrationError `invalid_request` for anything else.
boost::json::object parseBody(std::string_view body, std::initializer_list<std::string_view> names);

/// A text of 1 to `longest` bytes without control characters.
/// @param name  of the member, for the error.
/// @throws IntegrationError `invalid_request` for anything else.
std::string readText(const boost::json::value& value, const std::string& name, std::size_t longest);

/// @throws IntegrationError `invalid_request`, always.
[[noreturn]] void refuseBody(const std::string& text);

}  // namespace patchbay::host
