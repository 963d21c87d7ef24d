#pragma once

#include <string>

namespace patchbay::generator {

/// What somebody says of a provider; the words of the command line. Empty: nothing was said.
struct ProviderInputs {
  std::string name;
  std::string api_type;  ///< `none`, `payroll`, `accounting`
  std::string conf_url;  ///< a discovery document: a URL, or a file
  std::string authorize_url;
  std::string token_url;
  std::string revoke_url;
  std::string scopes;       ///< separated by blanks
  std::string client_auth;  ///< `basic`, `post`, `json`
  std::string pkce;         ///< `yes`, `no`
  std::string rotation;     ///< `none`, `strict`, `until_first_use`, `grace:30m`
  std::string api_base_url;

  ProviderInputs() = default;
};

/// @throws Refused for what cannot be used, or contradicts itself.
void checkInputs(const ProviderInputs& inputs);

}  // namespace patchbay::generator
