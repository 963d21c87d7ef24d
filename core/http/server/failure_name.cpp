#include "core/http/server/failure_name.hpp"

#include <boost/core/demangle.hpp>
#include <typeinfo>

namespace patchbay::http::server {

std::string failureName(const std::exception_ptr& failure) {
  const auto* type = failure.__cxa_exception_type();
  return type == nullptr ? "unknown" : boost::core::demangle(type->name());
}

}  // namespace patchbay::http::server
