#pragma once

// @if adapter
#include <memory>

// @end
#include "core/integration_oauth.hpp"

namespace patchbay {

/// XxXxX's side of the flow: its facts. The base does what follows from them.
class XxXxXIntegrationOAuth final : public IntegrationOAuth {
 public:
  using IntegrationOAuth::IntegrationOAuth;

  // @if adapter
  std::unique_ptr<FetchAdapter> makeFetchAdapter() override;

  // @end
 private:
  OAuthApp registerOAuthApp(const Settings& settings) override;

  // What facts cannot say is a hook of `IntegrationOAuth`; each has a default:
  //   discoverTenants     which companies a token reaches, where `app.has_tenants` is true
  //   adjustTokenRequest  the last word on a token request, e.g. to sign it
  //   classifyTokenError  what an unsuccessful answer means, where its codes do not tell
  //   introspectToken     whether a token lives, where another call than RFC 7662 tells
  //   revokeToken         how a pair is given back, where it takes another call than RFC 7009
  //   readEvents          what signed events mean, where `app.event_signature` is stated
};

}  // namespace patchbay
