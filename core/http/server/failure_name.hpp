#pragma once

#include <exception>
#include <string>

namespace patchbay::http::server {

/// The type of an exception, for the log. Never its text, which may hold what somebody sent.
std::string failureName(const std::exception_ptr& failure);

}  // namespace patchbay::http::server
