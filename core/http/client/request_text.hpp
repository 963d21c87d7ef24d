#pragma once

#include <string>

#include "core/http/client/http_url.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::http::client {

/// The bytes of a request as they go on the wire (RFC 9112), body included.
///
/// `Host`, `Content-Length` and the default `User-Agent` are added here.
/// @throws IntegrationError `invalid_request` for an unknown method, a name that is not a token, a
///         value with a control character, or a header that frames the message or routes it.
std::string writeRequest(const HttpRequest& request, const HttpUrl& url,
                         const std::string& user_agent);

}  // namespace patchbay::http::client
