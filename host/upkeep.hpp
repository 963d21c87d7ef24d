#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <exception>
#include <string_view>
#include <thread>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/store/integration_store.hpp"
#include "host/api_keys.hpp"

namespace patchbay::host {

/// What the host does by itself, on one thread of its own: it takes over changes of the API keys
/// (a key revoked by the command line is refused within a second) and drops expired logins and
/// sessions.
class Upkeep {
 public:
  Upkeep(IntegrationStore& store, ApiKeyDirectory& keys, const Clock& clock, Log& log);
  ~Upkeep();
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

  /// Reads the API keys once, on the caller's thread.
  /// @throws IntegrationError `storage_unavailable`.
  void loadApiKeys();

  void start();
  void stop();

 private:
  awaitable<void> reloadApiKeys();
  awaitable<void> watchApiKeys();
  awaitable<void> dropExpired();
  void spawn(awaitable<void> loop, std::string_view name);
  void report(std::string_view event, const std::exception& error);

  IntegrationStore& store_;
  ApiKeyDirectory& keys_;
  const Clock& clock_;
  Log& log_;
  std::int64_t keys_revision_ = -1;
  boost::asio::io_context context_{1};
  std::thread thread_;
};

}  // namespace patchbay::host
