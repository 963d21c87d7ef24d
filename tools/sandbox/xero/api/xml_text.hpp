#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace patchbay::sandbox::xero {

/// A JSON document as the XML that Xero writes for it: a member becomes an element, a list an
/// element with one child an entry, named in the singular.
std::string xmlText(std::string_view root, const boost::json::object& document);

}  // namespace patchbay::sandbox::xero
