#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/sandbox/sandbox_fixture.hpp"

namespace patchbay::sandbox {

/// A whole sandbox, seen by a client of Xero's.
class XeroTest : public SandboxTest {
 protected:
  static constexpr const char* kRoaster = testing::SandboxProcess::kRoaster.data();
  static constexpr const char* kStudio = testing::SandboxProcess::kStudio.data();
  static constexpr std::string_view kScopes =
      "openid profile email offline_access accounting.settings.read "
      "accounting.reports.profitandloss.read accounting.reports.balancesheet.read";

  using Fields = std::vector<std::pair<std::string, std::string>>;

  /// The target of an authorization request.
  static std::string authorizeXero(std::string_view scopes = kScopes, const Fields& more = {});
  /// Where a consent to an organisation sends the browser.
  std::string consentTo(std::string_view organisation, std::string_view scopes = kScopes,
                        const Fields& more = {});
  /// A form to the token endpoint, with the client's credentials by HTTP Basic.
  testing::PlainAnswer tokenForm(const Fields& fields);
  testing::PlainAnswer redeem(const std::string& code, const Fields& more = {});
  testing::PlainAnswer refreshXero(const boost::json::object& pair);
  /// The token answer of a fresh consent.
  boost::json::object connectXero(std::string_view organisation = kRoaster,
                                  std::string_view scopes = kScopes);
  /// A call with bearer token, tenant header and `Accept: application/json`.
  testing::PlainAnswer accounting(const boost::json::object& pair, const std::string& path,
                                  std::string_view tenant = kRoaster);
  /// An operation below `/sandbox/xero/`.
  boost::json::object steer(const std::string& operation, const boost::json::object& body = {}) {
    return control_.xero(operation, body);
  }
  /// What is to be read below `/sandbox/xero/`.
  boost::json::object look(const std::string& what) { return control_.readXero(what); }
};

/// A value of a URL's query, as it stands there.
std::string queryValueOf(const std::string& url, const std::string& name);
/// The payload of a JSON Web Token.
boost::json::object claimsOf(const std::string& token);

}  // namespace patchbay::sandbox
