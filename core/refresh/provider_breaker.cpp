#include "core/refresh/provider_breaker.hpp"

#include <algorithm>

#include "core/refresh/refresh_decision.hpp"

namespace patchbay {
namespace {

constexpr Seconds kFirstPause{60};
constexpr Seconds kLongestBreak{15 * 60};
constexpr Seconds kTrialPause{5};  // a guess how long the trial under way still takes

}  // namespace

ProviderBreaker::Admission ProviderBreaker::admit(TimePoint now) {
  if (!is_open_) return Admission::pass;
  if (wouldRefuse(now)) return Admission::refused;
  has_trial_ = true;
  return Admission::trial;
}

bool ProviderBreaker::wouldRefuse(TimePoint now) const {
  return is_open_ && (has_trial_ || isPausedUntil(until_, now));
}

bool ProviderBreaker::accepted() {
  const bool was_open = is_open_;
  *this = ProviderBreaker();
  return was_open;
}

// Calls that were under way when the first was rejected say nothing new.
void ProviderBreaker::rejected(TimePoint now) {
  if (is_open_ && !has_trial_) return;
  pause_ = is_open_ ? std::min(pause_ * 2, kLongestBreak) : kFirstPause;
  until_ = now + pause_;
  is_open_ = true;
  has_trial_ = false;
}

TimePoint ProviderBreaker::retryAt(TimePoint now) const {
  return isPausedUntil(until_, now) ? until_ : now + kTrialPause;
}

}  // namespace patchbay
