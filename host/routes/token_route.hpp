#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/router.hpp"
#include "host/routes/connect_sessions.hpp"
#include "host/routes/host_services.hpp"

namespace patchbay::host {

/// What a caller asks of a token.
struct TokenWish {
  std::string_view tenant_id;  ///< empty: the only one, or the chosen default
  Seconds min_ttl{60};
};

/// Reads the query of the token route in its plain form: known names, each once, nothing encoded.
/// Empty for every other query, which the slower reader then judges.
std::optional<TokenWish> parsePlainTokenQuery(std::string_view raw_query);

/// `GET /v1/workspaces/{workspace}/integrations/{name}/token`: the operation that counts.
///
/// Most calls are answered on the serving thread from what was handed out before, with no lock and
/// no allocation; the others ask the integration, which looks into the store or refreshes.
class TokenRoute {
 public:
  TokenRoute(const HostServices& services, ConnectSessions& sessions)
      : services_(services), sessions_(sessions) {}

  void addTo(http::Router& router);

 private:
  std::optional<http::ImmediateAnswer> answerFromMemory(const http::RequestView& request) const;
  awaitable<http::ServerResponse> answer(http::ServerRequest request);

  const HostServices& services_;
  ConnectSessions& sessions_;
};

}  // namespace patchbay::host
