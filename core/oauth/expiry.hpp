#pragma once

#include <boost/json/value.hpp>
#include <optional>

#include "core/base/clock.hpp"
#include "core/oauth/token_response.hpp"

namespace patchbay::oauth {

/// How long a token lives from `now`, as a provider states it: clamped to 0 s .. 1 year. Numbers
/// are read from texts as well. Empty when the value is not what `form` says.
std::optional<Seconds> readLifetime(const boost::json::value& member, ExpiryForm form,
                                    TimePoint now);

}  // namespace patchbay::oauth
