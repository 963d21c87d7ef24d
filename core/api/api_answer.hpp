#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/http/http_client.hpp"

namespace patchbay {

/// What the answer's `Retry-After` asks for; empty when there is none, or none that can be read.
std::optional<Seconds> retryAfterOf(const http::HttpResponse& response, TimePoint now);

/// How a call without a whole answer is counted: `not_sent`, `certificate`, `ambiguous` or
/// `unreadable`.
std::string_view nameOf(http::TransportFault fault);

/// What such a call means to whoever wanted data.
/// @param provider  for people, e.g. `Gusto`.
IntegrationError errorOf(const std::string& provider, const http::TransportError& error);

}  // namespace patchbay
