#include "core/api/retry_pauses.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/http/status.hpp"

namespace patchbay {
namespace {

double count(Milliseconds duration) { return static_cast<double>(duration.count()); }

}  // namespace

bool isPassingFailure(unsigned status) {
  return http::asksToWait(status) || status == 500 || status == 502 || status == 504;
}

RetryPauses::RetryPauses(const ApiRetry& retry, TimePoint begun, std::function<double()> random)
    : retry_(retry),
      begun_(begun),
      random_(std::move(random)),
      interval_(count(std::min(retry.initial_interval, retry.max_interval))) {}

// Full jitter: callers that failed together do not come back together. It is added to what the
// provider asks for, since it asks all of them for the same.
std::optional<Milliseconds> RetryPauses::next(TimePoint now, std::optional<Seconds> asked) {
  const Milliseconds jitter(static_cast<std::int64_t>(interval_ * random_()));
  const Milliseconds pause = asked.value_or(Seconds(0)) + jitter;
  interval_ = std::min(interval_ * retry_.exponent, count(retry_.max_interval));
  if (now + pause > begun_ + retry_.max_elapsed) return std::nullopt;
  return pause;
}

}  // namespace patchbay
