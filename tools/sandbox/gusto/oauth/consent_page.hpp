#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/http/http_exchange.hpp"
#include "core/oauth/form.hpp"
#include "tools/sandbox/gusto/demo/demo_data.hpp"

namespace patchbay::sandbox::gusto {

/// The pages an administrator sees: plain HTML forms that need no script, each of which carries the
/// authorization request along in hidden fields.
/// @param problem  a sentence to show above the form; empty for none.
http::ServerResponse signInPage(const oauth::Parameters& carried, std::string_view problem);
http::ServerResponse companyPage(const oauth::Parameters& carried,
                                 const std::vector<Company>& companies, std::string_view problem);

/// What stands in place of a redirect when the client or its redirect URI cannot be trusted.
http::ServerResponse consentErrorPage(std::string_view reason);

http::ServerResponse consentStylesheet();
inline constexpr std::string_view kStylesheetPath = "/oauth/consent.css";

}  // namespace patchbay::sandbox::gusto
