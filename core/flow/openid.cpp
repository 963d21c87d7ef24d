#include <utility>

#include "core/integration_oauth.hpp"
#include "core/oauth/id_token.hpp"
#include "core/oauth/server_metadata.hpp"

// What the base does with an OpenID provider: its metadata, its keys, its id_tokens.

namespace patchbay {

// --- metadata (RFC 8414, OpenID Connect Discovery) ---

awaitable<oauth::ServerMetadata> IntegrationOAuth::fetchServerMetadata(std::string issuer) {
  std::optional<IntegrationError> failure;
  const auto urls = oauth::metadataUrls(issuer);
  for (const std::string& url : urls) {
    http::HttpRequest request("GET", url);
    try {
      const auto document = co_await fetchJson(std::move(request));
      co_return oauth::parseServerMetadata(document, issuer);
    } catch (const IntegrationError& error) {
      if (error.code() != ErrorCode::provider_configuration) throw;
      failure = error;  // not there: the issuer may publish it at the other place
    }
  }
  throw *failure;
}

// --- id_token (OpenID Connect Core 3.1.3.7) ---

awaitable<std::string> IntegrationOAuth::fetchJwks() {
  http::HttpRequest request("GET", app_.jwks_uri);
  auto jwks = co_await fetchJson(std::move(request));
  rememberJwks(jwks);
  co_return jwks;
}

void IntegrationOAuth::rememberJwks(const std::string& jwks) {
  const std::lock_guard lock(jwks_mutex_);
  jwks_ = jwks;
}

std::string IntegrationOAuth::rememberedJwks() {
  const std::lock_guard lock(jwks_mutex_);
  return jwks_;
}

awaitable<void> IntegrationOAuth::checkIdToken(Secret id_token, std::string nonce) {
  if (id_token.empty()) {
    throw IntegrationError(ErrorCode::malformed_answer, app_.name + " sent no id_token");
  }
  std::string jwks = rememberedJwks();
  // A key we do not know: the provider may have changed its keys, so fetch them, once.
  const bool must_fetch = jwks.empty() || !oauth::hasKeyFor(id_token.reveal(), jwks);
  if (must_fetch) jwks = co_await fetchJwks();

  oauth::IdTokenExpectations expected;
  expected.issuer = app_.issuer;
  expected.client_id = app_.client_id;
  expected.nonce = std::move(nonce);
  expected.algorithms = app_.id_token_signing_algorithms;
  oauth::verifyIdToken(id_token.reveal(), jwks, expected, context_.clock.now());
}

// At a refresh the pair itself is good, whatever came with it: an id_token that does not verify is
// dropped, the pair is kept.
awaitable<bool> IntegrationOAuth::isValidIdToken(Secret id_token) {
  std::string reason;
  try {
    co_await checkIdToken(std::move(id_token), std::string());
    co_return true;
  } catch (const std::exception& error) {
    reason = error.what();
  }
  context_.log.warning("id_token_dropped",
                       {{"integration", integration_name_}, {"detail", reason}});
  co_return false;
}

}  // namespace patchbay
