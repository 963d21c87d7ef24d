#pragma once

#include <boost/asio/io_context.hpp>
#include <exception>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/fetch/fetch_cache.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/store/integration_store.hpp"
#include "host/event_work.hpp"
#include "host/follower.hpp"

namespace patchbay::host {

/// What the host does by itself, on one thread of its own: it follows what others change (a key
/// revoked by the command line, or a connection cut on another host, counts within a second), notes
/// which grants are in use, drops what is expired, and works off the events of providers.
class Upkeep {
 public:
  /// @param context  what the work runs on; outlives the store, whose calls come back to it.
  Upkeep(boost::asio::io_context& context, IntegrationStore& store, HandOutMemory& memory,
         ApiKeyDirectory& keys, const Clock& clock, Log& log);
  ~Upkeep();
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

  /// Whose data go when a connection changed. Before `lookOnce`.
  void keepInStep(FetchCache& fetched);

  /// Looks at the database once, on the caller's thread: from here on no change is missed.
  /// @throws IntegrationError `storage_unavailable`.
  void lookOnce();

  /// @param events  worked off besides.
  void start(EventWork& events);
  void stop();

 private:
  awaitable<void> catchUp();
  awaitable<void> noteUses();
  awaitable<void> flushUses();
  awaitable<void> dropExpired();
  awaitable<void> dropOld();
  void spawn(awaitable<void> loop, std::string_view name);
  void report(std::string_view event, const std::exception& error);

  boost::asio::io_context& context_;
  IntegrationStore& store_;
  HandOutMemory& memory_;
  const Clock& clock_;
  Log& log_;
  Follower follower_;
  std::vector<std::string> uses_;  ///< taken from the memory, not yet in the database
  std::thread thread_;
};

}  // namespace patchbay::host
