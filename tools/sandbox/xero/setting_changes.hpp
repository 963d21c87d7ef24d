#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "tools/sandbox/common/json_operations.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// Sets one switch by its name at the control surface.
/// @throws IntegrationError `invalid_request` for an unknown name or a value it cannot have.
void changeSetting(XeroSettings& settings, std::string_view name, const boost::json::value& value);

/// All of them, under the same names.
boost::json::object describeSettings(const XeroSettings& settings);

}  // namespace patchbay::sandbox::xero
