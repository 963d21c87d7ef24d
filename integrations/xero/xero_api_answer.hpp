#pragma once

#include "core/api/provider_api.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/http/http_client.hpp"

namespace patchbay {

/// What an answer of Xero's API says of the connection; pure. A 401 is about the token, unless it
/// says that a scope is missing: a refresh would not help then. A 403 for a tenant looks like one
/// that is gone when Xero calls it `AuthenticationUnsuccessful`; refreshes go on working there.
/// @param names_tenant  the request had the header `xero-tenant-id`.
ApiVerdict judgeXeroAnswer(const http::HttpResponse& response, bool names_tenant);

/// `standardApiError` with Xero's own reason and the correlation id that its support asks for in
/// the detail, and the name of the limit that a 429 is about.
IntegrationError xeroApiError(const http::HttpResponse& response, TimePoint now);

}  // namespace patchbay
