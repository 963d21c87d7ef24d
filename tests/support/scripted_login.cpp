#include "tests/support/scripted_login.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <utility>

#include "tests/support/json_token.hpp"

namespace patchbay::testing {
namespace {

/// One key a process for each algorithm: to make one takes long.
const TokenSigner& signerFor(const OAuthApp& app) {
  const auto& algorithms = app.id_token_signing_algorithms;
  const bool may_be_quick =
      std::find(algorithms.begin(), algorithms.end(), "ES256") != algorithms.end();
  const std::string algorithm = may_be_quick ? "ES256" : algorithms.front();
  static std::map<std::string, TokenSigner> signers;
  return signers.try_emplace(algorithm, algorithm).first->second;
}

std::string idToken(const OAuthApp& app, const std::string& nonce, TimePoint now,
                    const TokenSigner& signer) {
  const auto issued_at = toEpochSeconds(now);
  return signer.sign(boost::json::serialize(boost::json::object{{"iss", app.issuer},
                                                                {"aud", app.client_id},
                                                                {"sub", "user-1"},
                                                                {"iat", issued_at},
                                                                {"exp", issued_at + 300},
                                                                {"nonce", nonce}}));
}

void answerWithIdToken(IntegrationFixture& host, const OAuthApp& app, const std::string& nonce,
                       const std::string& pair) {
  const TokenSigner& signer = signerFor(app);
  auto answer = boost::json::parse(pair).as_object();
  answer["id_token"] = idToken(app, nonce, host.clock.now(), signer);
  host.http.answer(200, boost::json::serialize(answer));
  host.http.answer(200, signer.keySet());
}

}  // namespace

CallbackResult connectWith(IntegrationFixture& host, IntegrationOAuth& integration,
                           const std::string& workspace_id, const std::string& pair) {
  const OAuthApp& app = integration.app();
  auto login = host.run(integration.oauthLogin(LoginRequest(workspace_id, "")));
  if (app.jwks_uri.empty()) {
    host.http.answer(200, pair);
  } else {
    answerWithIdToken(host, app, queryParameter(login.location, "nonce"), pair);
  }
  oauth::Parameters query;
  query.emplace_back(app.code_parameter, "code-1");
  query.emplace_back("state", queryParameter(login.location, "state"));
  if (app.authorization_response_iss_parameter_supported) query.emplace_back("iss", app.issuer);
  return host.run(integration.oauthCallback(
      CallbackRequest(std::move(query), std::move(login.browser_binding))));
}

}  // namespace patchbay::testing
