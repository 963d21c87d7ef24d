#include "host/upkeep.hpp"

#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "host/start_up.hpp"

namespace patchbay::host {
namespace {

// Half of the second within which a revoked key must be refused.
constexpr Milliseconds kKeysPause{500};
constexpr Milliseconds kExpiredPause{60'000};

}  // namespace

Upkeep::Upkeep(IntegrationStore& store, ApiKeyDirectory& keys, const Clock& clock, Log& log)
    : store_(store), keys_(keys), clock_(clock), log_(log) {}

Upkeep::~Upkeep() { stop(); }

void Upkeep::loadApiKeys() { runToEnd(reloadApiKeys()); }

void Upkeep::start() {
  spawn(watchApiKeys(), "api_keys_watch_ended");
  spawn(dropExpired(), "expired_watch_ended");
  thread_ = std::thread([this] { context_.run(); });
}

void Upkeep::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void Upkeep::spawn(awaitable<void> loop, std::string_view name) {
  boost::asio::co_spawn(context_, std::move(loop), [this, name](std::exception_ptr failure) {
    if (failure) log_.error(name);
  });
}

/// The revision is read first: a change between the two reads is seen again next time.
awaitable<void> Upkeep::reloadApiKeys() {
  const std::int64_t revision = co_await store_.apiKeysRevision();
  if (revision == keys_revision_) co_return;
  const auto keys = co_await store_.listApiKeys();
  keys_.replace(keys);
  keys_revision_ = revision;
}

awaitable<void> Upkeep::watchApiKeys() {
  bool failing = false;
  for (;;) {
    co_await clock_.wait(kKeysPause);
    try {
      co_await reloadApiKeys();
      failing = false;
    } catch (const std::exception& error) {
      if (!failing) report("api_keys_not_reloaded", error);
      failing = true;
    }
  }
}

awaitable<void> Upkeep::dropExpired() {
  std::int64_t dropped = 0;
  for (;;) {
    co_await clock_.wait(kExpiredPause);
    try {
      dropped = co_await store_.removeExpired(clock_.now());
      if (dropped > 0) log_.debug("expired_dropped", {{"count", dropped}});
    } catch (const std::exception& error) {
      report("expired_not_dropped", error);
    }
  }
}

void Upkeep::report(std::string_view event, const std::exception& error) {
  log_.warning(event, {{"cause", error.what()}});
}

}  // namespace patchbay::host
