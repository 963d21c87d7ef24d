#include "core/base/pauses.hpp"

#include <algorithm>
#include <random>

namespace patchbay {

Seconds secondsUntil(TimePoint later, TimePoint now) {
  return std::max(Seconds(1), std::chrono::ceil<Seconds>(later - now));
}

double randomFraction() {
  thread_local std::mt19937_64 generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

}  // namespace patchbay
