#include "core/refresh/provider_state.hpp"

#include <utility>

#include "core/base/pauses.hpp"

namespace patchbay {

ProviderState::Admission::~Admission() {
  if (trial_ == nullptr) return;
  const std::lock_guard lock(trial_->mutex_);
  trial_->breaker_.endTrial();
}

void ProviderState::checkOpen(TimePoint now) const {
  bool is_refused = false;
  {
    const std::lock_guard lock(mutex_);
    is_refused = breaker_.wouldRefuse(now);
  }
  if (is_refused) throw refusal(now);
}

IntegrationError ProviderState::refusal(TimePoint now) const {
  const std::lock_guard lock(mutex_);
  return IntegrationError(ErrorCode::invalid_client,
                          integration_ +
                              " rejects this host's client credentials; an operator must "
                              "correct them")
      .withRetryAfter(secondsUntil(breaker_.retryAt(now), now));
}

std::optional<ProviderState::Admission> ProviderState::admit(TimePoint now) {
  const std::lock_guard lock(mutex_);
  const auto admission = breaker_.admit(now);
  std::optional<Admission> right;
  if (admission == ProviderBreaker::Admission::pass) right.emplace(nullptr);
  if (admission == ProviderBreaker::Admission::trial) right.emplace(this);
  return right;
}

bool ProviderState::note(oauth::OutcomeClass outcome, TimePoint now) {
  using oauth::OutcomeClass;
  const std::lock_guard lock(mutex_);
  ++totals_.calls[std::string(oauth::name(outcome))];
  if (outcome == OutcomeClass::operator_fault) breaker_.rejected(now);
  // Only an answer about the grant, or a pair, shows that the provider knows us.
  const bool knows_us = outcome == OutcomeClass::success || outcome == OutcomeClass::permanent;
  return knows_us && breaker_.accepted();
}

void ProviderState::noteSuperseded() {
  const std::lock_guard lock(mutex_);
  ++totals_.calls["superseded"];
  breaker_.accepted();
}

void ProviderState::noteReconnect(ReconnectCause cause) {
  const std::lock_guard lock(mutex_);
  ++totals_.reconnects_required[std::string(name(cause))];
}

RefreshTotals ProviderState::totals() const {
  RefreshTotals totals;
  {
    const std::lock_guard lock(mutex_);
    totals = totals_;
    totals.breaker_open = breaker_.isOpen();
  }
  totals.integration = integration_;
  totals.waiting = slots.waiting();
  return totals;
}

ProviderState& ProviderStates::of(const std::string& integration) {
  const std::lock_guard lock(mutex_);
  auto& state = states_[integration];
  if (!state) state = std::make_unique<ProviderState>(integration, calls_at_once_);
  return *state;
}

std::vector<RefreshTotals> ProviderStates::totals() const {
  const std::lock_guard lock(mutex_);
  std::vector<RefreshTotals> all;
  for (const auto& [integration, state] : states_) all.push_back(state->totals());
  return all;
}

void ProviderStates::dropWaiting() {
  const std::lock_guard lock(mutex_);
  for (const auto& [integration, state] : states_) state->slots.dropWaiting();
}

}  // namespace patchbay
