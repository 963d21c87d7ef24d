#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace patchbay::sandbox::xero {

/// `/.well-known/openid-configuration`, with what is known of Xero's.
boost::json::object discoveryDocument(const std::string& issuer);

}  // namespace patchbay::sandbox::xero
