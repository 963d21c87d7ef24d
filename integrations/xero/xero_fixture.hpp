#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/crypto/digest.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/json_token.hpp"
#include "tests/support/testdata.hpp"
#include "xero_integration_oauth.hpp"

namespace patchbay::testing {

/// The text of a file of this folder's test data.
inline std::string xeroTestdata(const std::string& file) {
  return readText(std::string(PATCHBAY_TESTDATA) + "/" + file);
}

/// A host of the Xero integration. Its Xero is scripted: id_tokens are signed for the login, and
/// `connections.json` lists three organisations, of which this consent made one.
class XeroFixture : public IntegrationFixture {
 public:
  static constexpr const char* kTenant = "3f9a7c20-5d18-4be4-a2f6-e0b1c4d97a35";
  static constexpr const char* kEvent = "b4d0e6a1-77c2-4f38-8a6d-19f0c3e25a77";
  static constexpr const char* kScope =
      "openid profile email accounting.reports.profitandloss.read "
      "accounting.reports.balancesheet.read accounting.settings.read offline_access";

  static Settings credentials() {
    return Settings::of({{"XERO_CLIENT_ID", "client-1"}, {"XERO_CLIENT_SECRET", "secret-1"}});
  }

  explicit XeroFixture(Settings settings = credentials())
      : IntegrationFixture(std::move(settings)) {
    xero.setup();
  }

  /// An access token as Xero makes them; `number` tells several apart.
  static std::string accessToken(const std::string& number) {
    return "e30." +
           crypto::base64url(R"({"authentication_event_id":")" + std::string(kEvent) + "\"}") +
           "." + number;
  }

  /// The answer of the token endpoint with the pair `number`.
  static std::string pair(const std::string& number, const std::string& id_token,
                          const std::string& scope = kScope) {
    const auto member = id_token.empty() ? "" : R"("id_token":")" + id_token + "\",";
    return "{" + member + R"("access_token":")" + accessToken(number) +
           R"(","expires_in":1800,"token_type":"Bearer","refresh_token":"refresh-)" + number +
           R"(","scope":")" + scope + "\"}";
  }

  std::string idToken(const std::string& nonce,
                      const std::string& issuer = "https://identity.xero.com") const {
    const auto now = toEpochSeconds(clock.now());
    return signer().sign(R"({"alg":"RS256","kid":"k-1","typ":"JWT"})",
                         R"({"iss":")" + issuer + R"(","aud":"client-1","sub":"u-1","iat":)" +
                             std::to_string(now) + R"(,"exp":)" + std::to_string(now + 300) +
                             R"(,"nonce":")" + nonce + "\"}");
  }

  static std::string keys() { return signer().keySet(R"("kid":"k-1")"); }

  LoginRedirect beginLogin() { return run(xero.oauthLogin(LoginRequest("w-1", ""))); }

  CallbackResult finish(const LoginRedirect& login) {
    const oauth::Parameters query{{"code", "c-1"},
                                  {"state", queryParameter(login.location, "state")},
                                  {"scope", kScope},
                                  {"session_state", "s"}};
    return run(xero.oauthCallback(CallbackRequest(query, login.browser_binding)));
  }

  /// The login of `w-1` with what Xero answers to it: pair 1, its keys, `connections`.
  CallbackResult connectWorkspace(const std::string& connections) {
    const auto login = beginLogin();
    http.answer(200, pair("1", idToken(queryParameter(login.location, "nonce"))));
    http.answer(200, keys());
    http.answer(200, connections);
    return finish(login);
  }
  CallbackResult connectWorkspace() { return connectWorkspace(xeroTestdata("connections.json")); }

  XeroIntegrationOAuth xero{context()};

 private:
  static const TokenSigner& signer() {
    static const TokenSigner kSigner("RS256");  // a key takes a while to make
    return kSigner;
  }
};

}  // namespace patchbay::testing
