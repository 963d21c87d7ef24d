#pragma once

#include <string>

#include "core/base/error.hpp"
#include "host/web/pages.hpp"

namespace patchbay::host {

/// How a login that failed is told to the person who tried it.
/// @param name  the provider, e.g. `Gusto`.
web::FailureText describeLoginFailure(const IntegrationError& failure, const std::string& name,
                                      std::string request_id);

/// The same for a page that could not be shown.
web::FailureText describePageFailure(const IntegrationError& failure, std::string request_id);

}  // namespace patchbay::host
