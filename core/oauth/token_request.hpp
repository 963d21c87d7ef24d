#pragma once

#include <string>

#include "core/base/export.hpp"
#include "core/base/secret.hpp"
#include "core/http/http_client.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::oauth {

/// How a client proves itself at the token endpoint (RFC 6749 section 2.3.1; the names are those of
/// OpenID Connect Core section 9). Exactly one method is ever used in a request.
enum class ClientAuthentication {
  client_secret_basic,  ///< HTTP Basic; id and secret are form-encoded first
  client_secret_post,   ///< `client_id` and `client_secret` in the body
  none,                 ///< a public client: `client_id` in the body
};

/// How the body of token and revocation requests is written. The standard knows `form` only.
enum class BodyEncoding { form, json };

/// How a token request is made. RFC 6749 section 3.2 knows POST only; with `get`, all that would be
/// the body goes into the query, the client's secret as well, and into the provider's access log.
enum class TokenMethod { post, get };

/// What a provider's requests look like.
struct RequestStyle {
  BodyEncoding encoding = BodyEncoding::form;
  TokenMethod method = TokenMethod::post;
  Names names;  ///< of parameters, where they are not the standard's

  RequestStyle() = default;
  RequestStyle(BodyEncoding body) : encoding(body) {}  // NOLINT: a style may be only that
};

/// Who asks.
struct ClientCredentials {
  std::string client_id;
  Secret client_secret;
  ClientAuthentication method = ClientAuthentication::client_secret_basic;
};

/// Builds the request to a token, revocation or introspection endpoint from the grant's parameters.
/// The client's authentication is added here and nowhere else.
/// @param parameters  by the standard's names, e.g. `grant_type`, `code`, `redirect_uri`,
///                    `code_verifier`; empty values are left out.
PATCHBAY_EXPORT http::HttpRequest tokenRequest(const std::string& endpoint,
                                               const Parameters& parameters,
                                               const ClientCredentials& client,
                                               const RequestStyle& style);

}  // namespace patchbay::oauth
