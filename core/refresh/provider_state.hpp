#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/call_slots.hpp"
#include "core/base/error.hpp"
#include "core/oauth/token_response.hpp"
#include "core/refresh/provider_breaker.hpp"
#include "core/refresh/refresh_coordinator.hpp"

namespace patchbay {

/// What this process knows of one provider, across its grants. Safe from any thread.
class ProviderState {
 public:
  ProviderState(std::string integration, std::size_t calls_at_once)
      : slots(calls_at_once), integration_(std::move(integration)) {}

  /// The right to make one token call now. A trial that tells nothing ends with it.
  class Admission {
   public:
    explicit Admission(ProviderState* trial) : trial_(trial) {}
    Admission(Admission&& other) noexcept : trial_(std::exchange(other.trial_, nullptr)) {}
    ~Admission();

   private:
    ProviderState* trial_;
  };

  /// @throws IntegrationError `refusal` while the provider rejects our credentials.
  void checkOpen(TimePoint now) const;
  /// Empty while calls are refused.
  std::optional<Admission> admit(TimePoint now);
  /// `invalid_client`, with the time when it is worth asking again.
  IntegrationError refusal(TimePoint now) const;

  /// Notes how a token call ended. True when the provider accepts our credentials again.
  bool note(oauth::OutcomeClass outcome, TimePoint now);
  void noteSuperseded();
  void noteReconnect(ReconnectCause cause);
  RefreshTotals totals() const;

  CallSlots slots;

 private:
  const std::string integration_;
  mutable std::mutex mutex_;  // guards what follows
  ProviderBreaker breaker_;
  RefreshTotals totals_;
};

/// The states of all providers; each lives as long as this.
class ProviderStates {
 public:
  explicit ProviderStates(std::size_t calls_at_once) : calls_at_once_(calls_at_once) {}

  ProviderState& of(const std::string& integration);
  std::vector<RefreshTotals> totals() const;
  void dropWaiting();

 private:
  const std::size_t calls_at_once_;
  mutable std::mutex mutex_;  // guards states_
  std::map<std::string, std::unique_ptr<ProviderState>> states_;
};

}  // namespace patchbay
