#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "core/base/export.hpp"
#include "core/http/http_exchange.hpp"

namespace patchbay::http {

/// The one shape of an error on the wire, a problem document (RFC 9457): `type`, `title`, `status`,
/// `detail` (the error's public text), and our members `code`, `request_id`, `retryable` and, where
/// the end user can repair it, `reconnect_url`,
/// and the member that the error brings itself.
///
/// Always `Cache-Control: no-store`. `Retry-After` in seconds where the error names a pause; 401
/// carries `WWW-Authenticate: Bearer` (RFC 6750 section 3).
PATCHBAY_EXPORT ServerResponse problem(const IntegrationError& error, std::string_view request_id);

}  // namespace patchbay::http
