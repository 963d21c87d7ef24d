#include "core/oauth/server_metadata.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "core/base/error.hpp"
#include "core/base/url_rules.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay::oauth {
namespace {

constexpr std::string_view kOAuthPlace = "/.well-known/oauth-authorization-server";
constexpr std::string_view kOpenIdPlace = "/.well-known/openid-configuration";

IntegrationError malformed(const std::string& what) {
  return IntegrationError(ErrorCode::malformed_answer, "the server metadata " + what);
}

IntegrationError malformed(std::string_view member, const std::string& what) {
  return malformed("states \"" + std::string(member) + "\", which " + what);
}

/// Some publish null for what they do not have.
const boost::json::value* find(const boost::json::object& document, std::string_view member) {
  const auto* value = document.if_contains(boost::json::string_view(member.data(), member.size()));
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string textOf(const boost::json::object& document, std::string_view member) {
  const auto* value = find(document, member);
  if (value == nullptr) return "";
  const auto* text = value->if_string();
  if (text == nullptr) throw malformed(member, "is no text");
  return std::string(text->data(), text->size());
}

std::string urlOf(const boost::json::object& document, std::string_view member) {
  std::string url = textOf(document, member);
  if (url.empty()) return url;
  const std::string problem = findUrlProblem(url);
  if (!problem.empty()) throw malformed(member, problem);
  return url;
}

std::string requiredUrlOf(const boost::json::object& document, std::string_view member) {
  std::string url = urlOf(document, member);
  if (url.empty()) throw malformed("has no " + std::string(member));
  return url;
}

bool flagOf(const boost::json::object& document, std::string_view member) {
  const auto* value = find(document, member);
  if (value == nullptr) return false;
  if (!value->is_bool()) throw malformed(member, "is no boolean");
  return value->get_bool();
}

std::vector<std::string> listOf(const boost::json::object& document, std::string_view member) {
  const auto* value = find(document, member);
  std::vector<std::string> list;
  if (value == nullptr) return list;
  if (!value->is_array()) throw malformed(member, "is no list");
  for (const auto& entry : value->get_array()) {
    const auto* text = entry.if_string();
    if (text == nullptr) throw malformed(member, "is no list of texts");
    list.emplace_back(text->data(), text->size());
  }
  return list;
}

void checkIssuer(const std::string& issuer) {
  std::string problem = findUrlProblem(issuer);
  if (problem.empty() && issuer.find('?') != std::string::npos) problem = "has a query; remove it";
  if (problem.empty()) return;
  throw IntegrationError(ErrorCode::settings_invalid, "the issuer " + problem);
}

}  // namespace

std::vector<std::string> metadataUrls(const std::string& issuer) {
  checkIssuer(issuer);
  std::string base = issuer;
  if (base.back() == '/') base.pop_back();
  const std::size_t host = base.find("://") + 3;
  const std::size_t path = std::min(base.find('/', host), base.size());
  std::string before_path = base.substr(0, path);
  return {before_path.append(kOAuthPlace).append(base, path, std::string::npos),
          base + std::string(kOpenIdPlace)};
}

ServerMetadata parseServerMetadata(std::string_view body, const std::string& issuer) {
  ServerMetadata metadata = parseServerMetadata(body);
  if (metadata.issuer != issuer) throw malformed("is of another issuer than the one asked for");
  return metadata;
}

ServerMetadata parseServerMetadata(std::string_view body) {
  const auto value = parseStrictJson(body);
  const auto* document = value.if_object();
  if (document == nullptr) throw malformed("is no JSON object");
  ServerMetadata metadata;
  metadata.issuer = textOf(*document, "issuer");
  metadata.authorization_endpoint = requiredUrlOf(*document, "authorization_endpoint");
  metadata.token_endpoint = requiredUrlOf(*document, "token_endpoint");
  metadata.revocation_endpoint = urlOf(*document, "revocation_endpoint");
  metadata.introspection_endpoint = urlOf(*document, "introspection_endpoint");
  metadata.jwks_uri = urlOf(*document, "jwks_uri");
  metadata.authorization_response_iss_parameter_supported =
      flagOf(*document, "authorization_response_iss_parameter_supported");
  metadata.scopes_supported = listOf(*document, "scopes_supported");
  metadata.token_endpoint_auth_methods_supported =
      listOf(*document, "token_endpoint_auth_methods_supported");
  metadata.code_challenge_methods_supported = listOf(*document, "code_challenge_methods_supported");
  metadata.id_token_signing_alg_values_supported =
      listOf(*document, "id_token_signing_alg_values_supported");
  return metadata;
}

}  // namespace patchbay::oauth
