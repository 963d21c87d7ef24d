#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "core/integration_access.hpp"

namespace patchbay {

/// The pairs that took the place of refused ones, by grant; a few. A caller that makes many calls
/// with one access, page by page, so is refused once and not each time. Safe from any thread.
class RenewedPairs {
 public:
  void remember(const IntegrationAccess& access);
  /// Puts the newer pair into `access` where one is known.
  void takeNewest(IntegrationAccess& access) const;

 private:
  struct Pair {
    std::int64_t generation = 0;
    IntegrationAccessToken token;
  };

  mutable std::mutex mutex_;  // guards pairs_
  std::map<std::string, Pair> pairs_;
};

}  // namespace patchbay
