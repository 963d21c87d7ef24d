#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/secret.hpp"
#include "host/routes/host_services.hpp"

namespace patchbay::host {

/// What a connect session is for.
struct SessionWish {
  std::string workspace_id;
  std::vector<std::string> integrations;  ///< lower-case names; empty means all
  std::string return_url;                 ///< empty: the fixed page
  Seconds ttl{0};

  SessionWish() = default;
};

/// A session just opened. The token is shown once; the store keeps its hash.
struct OpenedSession {
  Secret token;
  Secret url;  ///< of the connect page; holds the token
  TimePoint expires_at;

  OpenedSession() = default;
};

/// Opens and finds connect sessions: the tickets with which a browser may connect one workspace.
class ConnectSessions {
 public:
  explicit ConnectSessions(const HostServices& services) : services_(services) {}

  awaitable<OpenedSession> open(SessionWish wish);

  /// @throws IntegrationError `not_found` when the token is unknown or its time is over.
  awaitable<ConnectSession> load(std::string token);

  /// Where the end user repairs one connection: a session of ten minutes for that workspace and
  /// integration. It is reused while half of its time is left, so that a backend that keeps asking
  /// for a dead connection does not fill the database.
  awaitable<std::string> reconnectUrl(std::string workspace_id, std::string integration);

  /// What a backend is told of a connection's failure: with that address where the end user repairs
  /// it.
  awaitable<IntegrationError> explain(IntegrationError failure, std::string workspace_id,
                                      std::string integration);

 private:
  using Place = std::pair<std::string, std::string>;
  std::string findReconnectUrl(const Place& place, TimePoint now);
  void keepReconnectUrl(const Place& place, const OpenedSession& session, TimePoint now);

  const HostServices& services_;
  std::mutex mutex_;
  std::map<Place, OpenedSession> reconnects_;
};

}  // namespace patchbay::host
