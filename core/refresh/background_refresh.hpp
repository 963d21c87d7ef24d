#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/base/log.hpp"
#include "core/freshness.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "core/store/integration_store.hpp"

namespace patchbay {

/// A provider whose grants are kept fresh.
struct KeptProvider {
  std::string integration;              ///< lower-case name
  TokenRefresher* refresher = nullptr;  ///< lives as long as `held` does, or as the work
  std::shared_ptr<void> held;
  KeepFreshRules rules;

  KeptProvider() = default;
};

/// How refreshes ahead of expiry are paced, each provider for itself.
struct BackgroundTimes {
  std::int64_t at_once = 32;          ///< refreshes under way
  Milliseconds hold{120'000};         ///< what is taken and not refreshed is due again after this
  Milliseconds busy_pause{1'000};     ///< between looks, while there is work
  Milliseconds idle_pause{5'000};     ///< and while there is none
  Milliseconds trouble_most{60'000};  ///< longest pause while the database is away
};

/// Refreshes grants ahead of their expiry, so that a caller practically never waits: those in use,
/// and any before its refresh token dies of disuse (`nextRefreshAt`). All hosts do so over one
/// database, and each grant is taken by one of them; a refresh is the coordinator's, the same that
/// a request would make. A provider that is slow or fails holds up its own grants only.
class PATCHBAY_EXPORT BackgroundRefresh {
 public:
  /// What a host lends; references outlive the work on `executor`.
  struct Parts {
    IntegrationStore& store;
    RefreshCoordinator& refresh;
    HandOutMemory& memory;
    const Clock& clock;
    Log& log;
    Executor executor;  ///< may stand for several threads
  };

  explicit BackgroundRefresh(Parts parts, BackgroundTimes times = {});
  /// Stops.
  ~BackgroundRefresh();
  BackgroundRefresh(const BackgroundRefresh&) = delete;
  BackgroundRefresh& operator=(const BackgroundRefresh&) = delete;

  /// Keeps these fresh from now on. Once.
  void start(std::vector<KeptProvider> providers);

  /// Keeps these fresh from now on and no others. What is under way ends with the refresher that it
  /// began with; what a provider was found to be (slow, refusing) is remembered under its name.
  void replace(std::vector<KeptProvider> providers);

  /// Begins no further refresh; those under way end by themselves, on the executor. Returns at
  /// once.
  void stop();

  /// Refreshes all that is due now at one provider, and returns when that is done; whoever has
  /// `start` needs it not.
  /// @returns how many grants were taken.
  /// @throws IntegrationError `storage_unavailable`.
  awaitable<std::int64_t> refreshDue(KeptProvider provider);

 private:
  class Work;
  std::shared_ptr<Work> work_;
};

}  // namespace patchbay
