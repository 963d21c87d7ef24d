#include "tools/sandbox/gusto/oauth/token_endpoint.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "core/base/secret.hpp"
#include "tools/sandbox/common/request_parameters.hpp"
#include "tools/sandbox/gusto/oauth/oauth_answers.hpp"

namespace patchbay::sandbox::gusto {
namespace {

constexpr std::array<std::string_view, 3> kGrantTypes{"authorization_code", "refresh_token",
                                                      "system_access"};

oauth::Parameters readBody(const http::ServerRequest& request) {
  try {
    return readParameters(request);
  } catch (const UnreadableBody& error) {
    throw OAuthRefusal(400, "invalid_request", error.what());
  }
}

std::string require(const oauth::Parameters& parameters, std::string_view name) {
  std::string value = valueOf(parameters, name);
  if (value.empty()) {
    throw OAuthRefusal(400, "invalid_request",
                       "The parameter " + std::string(name) + " is missing.");
  }
  return value;
}

/// A secret in a URL ends in logs, so Gusto refuses it there (documented, 400).
void refuseSecretInQuery(const http::ServerRequest& request) {
  if (countOf(request.query, "client_secret") > 0) {
    throw OAuthRefusal(400, "invalid_request", "Send client_secret in the body, never in the URL.");
  }
}

std::string tokenJson(const TokenPair& pair) {
  boost::json::object answer{
      {"access_token", pair.access_token},
      {"token_type", "Bearer"},
      {"expires_in", toEpochSeconds(pair.expires_at) - toEpochSeconds(pair.created_at)}};
  if (!pair.refresh_token.empty()) answer["refresh_token"] = pair.refresh_token;
  answer["scope"] = pair.scope;
  answer["created_at"] = toEpochSeconds(pair.created_at);
  return boost::json::serialize(answer);
}

}  // namespace

const Application& TokenEndpoint::authenticate(const http::ServerRequest& request,
                                               const oauth::Parameters& parameters) const {
  // Nobody documents HTTP Basic here, so a client that relies on it should notice.
  if (request.header("Authorization")) {
    throw OAuthRefusal(401, "invalid_client", "Client credentials belong in the body.");
  }
  const Application* application = settings_.findApplication(valueOf(parameters, "client_id"));
  const std::string secret = valueOf(parameters, "client_secret");
  if (!application || !equalInConstantTime(application->client_secret, secret)) {
    throw OAuthRefusal(401, "invalid_client", "There is no client with this id and secret.");
  }
  return *application;
}

Exchange TokenEndpoint::exchange(const http::ServerRequest& request,
                                 const oauth::Parameters& parameters,
                                 const std::string& grant_type) {
  if (std::find(kGrantTypes.begin(), kGrantTypes.end(), grant_type) == kGrantTypes.end()) {
    throw OAuthRefusal(400, "unsupported_grant_type", "This grant_type is not offered.");
  }
  const Application& application = authenticate(request, parameters);
  if (grant_type == "authorization_code") {
    return book_.redeemCode(application.client_id, require(parameters, "code"),
                            require(parameters, "redirect_uri"),
                            valueOf(parameters, "code_verifier"));
  }
  if (grant_type == "refresh_token") {
    return book_.refresh(application.client_id, require(parameters, "refresh_token"),
                         valueOf(parameters, "scope"));
  }
  return book_.issueSystemToken(application.client_id);
}

http::ServerResponse TokenEndpoint::token(const http::ServerRequest& request) {
  try {
    refuseSecretInQuery(request);
    const oauth::Parameters parameters = readBody(request);
    const Exchange result = exchange(request, parameters, require(parameters, "grant_type"));
    notes_.exchanged(request, result);
    if (!result.pair) {
      throw OAuthRefusal(400, result.refusal.error, result.refusal.description);
    }
    return oauthAnswer(200, tokenJson(*result.pair));
  } catch (const OAuthRefusal& refusal) {
    notes_.refused(request, refusal.error());
    return oauthError(refusal);
  }
}

http::ServerResponse TokenEndpoint::revokeFor(const Application& application,
                                              const std::string& token, RevocationCall& call) {
  const TokenPair* pair = book_.find(token);
  call.outcome = "unknown_token";
  if (!pair) return oauthAnswer(200, "{}");
  call.grant = pair->grant;
  if (pair->client_id != application.client_id) {
    throw OAuthRefusal(403, "unauthorized_client", "The token belongs to another client.");
  }
  book_.revoke(*pair);
  call.outcome = "revoked";
  return oauthAnswer(200, "{}");
}

http::ServerResponse TokenEndpoint::revoke(const http::ServerRequest& request) {
  RevocationCall call;
  call.time = clock_.now();
  http::ServerResponse answer(200);
  try {
    refuseSecretInQuery(request);
    const oauth::Parameters parameters = readBody(request);
    const Application& application = authenticate(request, parameters);
    const std::string token = require(parameters, "token");
    call.presented = fingerprint(token);
    answer = revokeFor(application, token, call);
  } catch (const OAuthRefusal& refusal) {
    call.outcome = refusal.error();
    answer = oauthError(refusal);
  }
  notes_.revocation(std::move(call));
  return answer;
}

}  // namespace patchbay::sandbox::gusto
