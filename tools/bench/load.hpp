#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace patchbay::bench {

/// Where a load goes and what each request is.
struct LoadTarget {
  std::uint16_t port = 0;  ///< on 127.0.0.1
  std::string request;     ///< whole, HTTP/1.1, without body
};

struct LoadResult {
  std::uint64_t requests = 0;
  double seconds = 0;
  double p50_microseconds = 0;
  double p99_microseconds = 0;
};

/// Keeps one request under way on each of `connections` connections, from one thread, until the
/// time is over.
/// @throws std::runtime_error when an answer is not a whole 200.
LoadResult loadFor(const LoadTarget& target, unsigned connections, std::chrono::milliseconds time);

/// The same for an exact number of requests.
LoadResult loadExactly(const LoadTarget& target, unsigned connections, std::uint64_t requests);

}  // namespace patchbay::bench
