#pragma once

#include <functional>
#include <optional>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/http/http_client.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// A status after which the same call may succeed a little later.
PATCHBAY_EXPORT bool isPassingFailure(unsigned status);

/// The pauses between the attempts of one call. Knows no clock: it is told the time.
class PATCHBAY_EXPORT RetryPauses {
 public:
  /// @param random  numbers in [0, 1).
  RetryPauses(const ApiRetry& retry, TimePoint begun, std::function<double()> random);

  /// How long to wait before the next attempt; empty when there should be none.
  /// @param asked  what the provider asked for, by `Retry-After`.
  std::optional<Milliseconds> next(TimePoint now, std::optional<Seconds> asked);

 private:
  ApiRetry retry_;
  TimePoint begun_;
  std::function<double()> random_;
  double interval_;  // milliseconds
};

}  // namespace patchbay
