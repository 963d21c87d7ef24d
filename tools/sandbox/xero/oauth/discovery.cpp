#include "tools/sandbox/xero/oauth/discovery.hpp"

#include <boost/json/array.hpp>

namespace patchbay::sandbox::xero {

boost::json::object discoveryDocument(const std::string& issuer) {
  using boost::json::array;
  return {
      {"issuer", issuer},
      {"jwks_uri", issuer + "/.well-known/openid-configuration/jwks"},
      {"authorization_endpoint", issuer + "/identity/connect/authorize"},
      {"token_endpoint", issuer + "/connect/token"},
      {"userinfo_endpoint", issuer + "/connect/userinfo"},
      {"revocation_endpoint", issuer + "/connect/revocation"},
      {"scopes_supported", array{"openid", "profile", "email", "offline_access"}},
      {"response_types_supported", array{"code"}},
      {"grant_types_supported", array{"authorization_code", "refresh_token"}},
      {"subject_types_supported", array{"public"}},
      {"id_token_signing_alg_values_supported", array{"RS256"}},
      {"token_endpoint_auth_methods_supported", array{"client_secret_basic", "client_secret_post"}},
      {"code_challenge_methods_supported", array{"S256"}}};
}

}  // namespace patchbay::sandbox::xero
