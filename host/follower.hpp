#pragma once

#include <atomic>
#include <cstdint>
#include <exception>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/base/shared_calls.hpp"
#include "core/fetch/data_purge.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/store/change_cursor.hpp"
#include "core/store/integration_store.hpp"
#include "host/api_keys.hpp"

namespace patchbay::host {

/// Keeps what this host remembers in step with what other hosts, and the command line, change in
/// the database: tokens that may be handed out, and API keys. What it cannot learn for a minute it
/// forgets.
///
/// Both loops run for ever and share what they know: on the one thread of the executor.
class Follower {
 public:
  Follower(Executor executor, IntegrationStore& store, HandOutMemory& memory, ApiKeyDirectory& keys,
           const Clock& clock, Log& log);

  /// What forgets fetched data when a connection changed. Before `look`.
  void purgeToo(DataPurge& purge) { purge_ = &purge; }

  /// Reads what changed since the last look, and forgets it. Whatever was committed before the call
  /// has been seen when it returns, so that what is fetched from then on does not go because of it.
  /// One look at a time, from any thread; those who wait for the next one share it.
  awaitable<void> look();
  /// The same before the executor runs and the loops begin.
  awaitable<std::int64_t> lookNow();

  /// Looks again and again.
  awaitable<void> follow();
  /// Forgets everything when no look has succeeded for too long, also while one hangs.
  awaitable<void> limitBlindness();

 private:
  awaitable<std::int64_t> readChanges();
  awaitable<void> reloadApiKeys(std::int64_t revision);
  void forget(const GrantChange& change);
  void forgetAll();
  void report(const std::exception& error);

  IntegrationStore& store_;
  HandOutMemory& memory_;
  ApiKeyDirectory& keys_;
  const Clock& clock_;
  Log& log_;
  DataPurge* purge_ = nullptr;

  SharedCalls<int, std::int64_t> looks_;  ///< tells the look's number; there is one key only
  std::atomic<std::int64_t> looks_begun_{0};
  ChangeCursor cursor_;
  std::int64_t keys_revision_ = -1;
  bool is_failing_ = false;
  // In ticks of `limitBlindness`, because a host's clock may be set.
  std::int64_t ticks_ = 0;
  std::int64_t looked_at_ = 0;  ///< when the last successful look began
};

}  // namespace patchbay::host
