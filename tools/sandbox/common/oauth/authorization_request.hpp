#pragma once

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::sandbox {

/// The parameters that an authorization endpoint reads (RFC 6749 section 4.1.1, RFC 7636 section
/// 4.3, OpenID Connect's `nonce`); anything else a client sends is ignored.
oauth::Parameters askedFrom(const oauth::Parameters& parameters);

/// Whether one of them is given more than once (RFC 6749 section 3.1).
bool repeatsAny(const oauth::Parameters& asked);

/// The request's parameters and those of the form that its page sent.
/// @throws UnreadableBody as `readParameters` does.
oauth::Parameters formAndQuery(const http::ServerRequest& request);

/// Back to the application, with `state` as it came.
http::ServerResponse backToClient(const oauth::Parameters& asked, oauth::Parameters answer);

}  // namespace patchbay::sandbox
