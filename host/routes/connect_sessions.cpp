#include "host/routes/connect_sessions.hpp"

#include <optional>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "host/routes/v1_access.hpp"

namespace patchbay::host {
namespace {

constexpr Seconds kReconnectLifetime{600};
constexpr std::size_t kReconnectsKept = 10'000;

}  // namespace

awaitable<OpenedSession> ConnectSessions::open(SessionWish wish) {
  OpenedSession opened;
  const std::string token = crypto::randomToken(32);
  opened.token = Secret(token);
  opened.url = Secret(services_.public_url + "/connect/" + token);
  opened.expires_at = services_.clock.now() + wish.ttl;

  ConnectSession session;
  session.token_hash = crypto::sha256Hex(token);
  session.workspace_id = std::move(wish.workspace_id);
  session.integrations = std::move(wish.integrations);
  session.return_url = std::move(wish.return_url);
  session.expires_at = opened.expires_at;
  co_await services_.store.insertConnectSession(std::move(session));
  co_return opened;
}

awaitable<ConnectSession> ConnectSessions::load(std::string token) {
  const TimePoint now = services_.clock.now();
  auto session = co_await services_.store.findConnectSession(crypto::sha256Hex(token), now);
  if (!session) {
    throw IntegrationError(ErrorCode::not_found,
                           "This link is not valid, or its time is over; ask for a new one.");
  }
  co_return std::move(*session);
}

awaitable<std::string> ConnectSessions::reconnectUrl(std::string workspace_id,
                                                     std::string integration) {
  const TimePoint now = services_.clock.now();
  const Place place(workspace_id, integration);
  std::string url = findReconnectUrl(place, now);
  if (!url.empty()) co_return url;

  SessionWish wish;
  wish.workspace_id = std::move(workspace_id);
  wish.integrations.push_back(std::move(integration));
  wish.ttl = kReconnectLifetime;
  const OpenedSession session = co_await open(std::move(wish));
  keepReconnectUrl(place, session, now);
  co_return session.url.reveal();
}

awaitable<IntegrationError> ConnectSessions::explain(IntegrationError failure,
                                                     std::string workspace_id,
                                                     std::string integration) {
  const ErrorCode code = failure.code();
  if (code == ErrorCode::not_connected) co_return notConnected(integration);
  if (!isForTheEndUser(code)) co_return failure;
  std::string url = co_await reconnectUrl(std::move(workspace_id), std::move(integration));
  co_return failure.withReconnectUrl(std::move(url));
}

std::string ConnectSessions::findReconnectUrl(const Place& place, TimePoint now) {
  const std::lock_guard lock(mutex_);
  const auto found = reconnects_.find(place);
  if (found == reconnects_.end() || found->second.expires_at - now < kReconnectLifetime / 2) {
    return {};
  }
  return found->second.url.reveal();
}

void ConnectSessions::keepReconnectUrl(const Place& place, const OpenedSession& session,
                                       TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (reconnects_.size() >= kReconnectsKept) {
    std::erase_if(reconnects_, [now](const auto& kept) { return kept.second.expires_at <= now; });
  }
  if (reconnects_.size() >= kReconnectsKept) reconnects_.clear();
  reconnects_.insert_or_assign(place, session);
}

}  // namespace patchbay::host
