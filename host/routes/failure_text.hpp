#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "host/web/pages.hpp"

namespace patchbay::host {

/// How a login that failed is told to the person who tried it.
/// @param name  the provider, e.g. `Gusto`.
web::FailureText describeLoginFailure(const IntegrationError& failure, const std::string& name,
                                      std::string request_id);

/// The page in place of one that could not be shown, and a line about it in the log.
http::ServerResponse answerPageFailure(const IntegrationError& failure, std::string request_id,
                                       Log& log);

}  // namespace patchbay::host
