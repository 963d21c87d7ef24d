#include "core/oauth/token_request.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"

namespace patchbay::oauth {
namespace {

constexpr std::string_view kClientId = "client_id";
constexpr std::string_view kClientSecret = "client_secret";

bool holds(const Parameters& parameters, std::string_view name) {
  for (const auto& parameter : parameters) {
    if (parameter.first == name) return true;
  }
  return false;
}

Parameters filled(const Parameters& parameters) {
  Parameters kept;
  for (const auto& parameter : parameters) {
    if (!parameter.second.empty()) kept.push_back(parameter);
  }
  return kept;
}

// RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
std::string basicCredentials(const ClientCredentials& client) {
  return "Basic " + crypto::base64(http::encodeFormValue(client.client_id) + ":" +
                                   http::encodeFormValue(client.client_secret.reveal()));
}

void addClientToBody(Parameters& parameters, const ClientCredentials& client) {
  if (!holds(parameters, kClientId)) parameters.emplace_back(kClientId, client.client_id);
  if (client.method == ClientAuthentication::client_secret_post) {
    parameters.emplace_back(kClientSecret, client.client_secret.reveal());
  }
}

std::string encodeJson(const Parameters& parameters) {
  boost::json::object object;
  for (const auto& [name, value] : parameters) object[name] = value;
  return boost::json::serialize(object);
}

}  // namespace

http::HttpRequest tokenRequest(const std::string& endpoint, const Parameters& parameters,
                               const ClientCredentials& client, const RequestStyle& style) {
  if (holds(parameters, kClientSecret)) {
    // A second authentication in one request is forbidden (RFC 6749 section 2.3).
    throw IntegrationError(ErrorCode::internal, "The token request is built wrongly.",
                           "client_secret stands among the parameters; tokenRequest adds it");
  }
  const bool is_get = style.method == TokenMethod::get;
  http::HttpRequest request(is_get ? "GET" : "POST", endpoint);
  request.headers.add("Accept", "application/json");
  Parameters body = filled(parameters);
  if (client.method == ClientAuthentication::client_secret_basic) {
    request.headers.add("Authorization", basicCredentials(client));
  } else {
    addClientToBody(body, client);
  }
  body = renamed(filled(body), style.names);
  if (is_get) {
    request.url = withQuery(endpoint, body);
    return request;
  }
  const bool is_form = style.encoding == BodyEncoding::form;
  request.headers.add("Content-Type",
                      is_form ? "application/x-www-form-urlencoded" : "application/json");
  request.body = is_form ? http::encodeForm(body) : encodeJson(body);
  return request;
}

}  // namespace patchbay::oauth
