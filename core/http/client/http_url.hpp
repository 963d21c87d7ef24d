#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::http::client {

/// What a URL says about where to connect. Requests of one origin share connections.
struct Origin {
  bool tls = true;
  std::string host;  ///< lower case; an IPv6 address without brackets
  std::uint16_t port = 443;
  std::string authority;  ///< the `Host` header: brackets where needed, port unless the default
  std::string key;        ///< names the origin, e.g. `https://api.gusto.com:443`
};

/// A URL that may be called, taken apart.
struct HttpUrl {
  Origin origin;
  std::string target;  ///< path and query as they go on the wire; begins with `/`
};

/// Reads the URL of a request (RFC 3986; `http` only to a loopback host, RFC 8252 section 7.3).
///
/// @throws IntegrationError `invalid_request` for anything that may not be called: relative,
///         another scheme, a user name, a fragment, a host or port that cannot be. Its text never
///         holds the path or the query.
HttpUrl parseHttpUrl(std::string_view url);

}  // namespace patchbay::http::client
