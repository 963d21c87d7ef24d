#pragma once

#include <atomic>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/plugin/live_integrations.hpp"
#include "core/store/integration_store.hpp"

namespace patchbay::host {

/// Works off the events that providers sent, of this host and of others that died before they did.
/// An event stays in the database until it is worked off.
class EventWork {
 public:
  EventWork(IntegrationStore& store, const LiveIntegrations& integrations, const Clock& clock,
            Log& log)
      : store_(store), integrations_(integrations), clock_(clock), log_(log) {}

  /// An event was kept just now. From any thread.
  void wake() { is_awake_.store(true); }

  /// Goes on until it is cancelled.
  awaitable<void> run();

 private:
  awaitable<void> workOffAll();
  awaitable<void> workOff(ProviderEvent event);
  awaitable<void> dispatch(ProviderEvent event);

  IntegrationStore& store_;
  const LiveIntegrations& integrations_;
  const Clock& clock_;
  Log& log_;
  std::atomic<bool> is_awake_{true};
};

}  // namespace patchbay::host
