#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/http/http_server.hpp"

namespace patchbay::http::server {

/// The request counts of one serving thread. That thread alone writes, so plain additions do; any
/// thread may read.
class RouteCounters {
 public:
  RouteCounters() : cells_(1) {}

  /// Before the first request.
  void makeRoom(std::size_t routes) { cells_ = std::vector<Cell>(routes + 1); }

  /// @param route   the number of routes counts what matched none.
  /// @param status  0 for a request whose caller was gone before the answer.
  void count(std::size_t route, unsigned status, std::chrono::microseconds duration) {
    auto& cell = cells_[route];
    increase(cell.by_status_class[status / 100 % 6], 1);
    increase(cell.duration, static_cast<std::uint64_t>(duration.count()));
  }

  void addTo(std::vector<HttpServer::Metrics::Route>& totals) const {
    for (std::size_t route = 0; route < cells_.size() && route < totals.size(); ++route) {
      for (std::size_t kind = 0; kind < 6; ++kind) {
        totals[route].by_status_class[kind] +=
            cells_[route].by_status_class[kind].load(std::memory_order_relaxed);
      }
      totals[route].duration_microseconds += cells_[route].duration.load(std::memory_order_relaxed);
    }
  }

 private:
  using Counter = std::atomic<std::uint64_t>;
  struct Cell {
    Counter by_status_class[6] = {};
    Counter duration = 0;  ///< microseconds
  };

  static void increase(Counter& counter, std::uint64_t by) {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  std::vector<Cell> cells_;
};

}  // namespace patchbay::http::server
