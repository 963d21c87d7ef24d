#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/http/router.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"

namespace patchbay::sandbox {

/// An operation of the control surface, from a JSON object (an empty body is one) to another.
http::Handler jsonOperation(
    std::function<boost::json::object(const boost::json::object&)> operation);
/// The JSON object of a body. @throws IntegrationError `invalid_request` when it is none.
boost::json::object readJsonObject(const http::ServerRequest& request);

/// Ends an operation with a 400 that says why.
[[noreturn]] void refuseOperation(const std::string& text);

/// The text of a member; `otherwise` when it is absent.
std::string textMember(const boost::json::object& body, std::string_view name,
                       std::string otherwise = {});
bool flagMember(const boost::json::object& body, std::string_view name, bool otherwise);

/// Values of settings. @throws IntegrationError `invalid_request` naming the setting.
std::int64_t numberFrom1(std::string_view name, const boost::json::value& value);
bool flagOf(std::string_view name, const boost::json::value& value);
std::string textOf(std::string_view name, const boost::json::value& value);
[[noreturn]] void refuseSetting(std::string_view name, std::string_view wanted);

/// All pairs as the control surface shows them: fingerprints, never a token.
boost::json::array describePairs(const GrantBook& book);

}  // namespace patchbay::sandbox
