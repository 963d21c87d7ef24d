#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/routes/connect_sessions.hpp"

namespace patchbay::host {

/// Reads the body of `POST /v1/connect-sessions`:
/// `{"workspace_id":"...","integrations":["gusto"],"return_url":"https://...","ttl_seconds":1800}`;
/// all but `workspace_id` may be left out. Pure.
///
/// @throws IntegrationError `invalid_request` naming the member that is missing, unknown, of a
/// wrong
///         type or out of range.
SessionWish parseSessionRequest(std::string_view body);

}  // namespace patchbay::host
