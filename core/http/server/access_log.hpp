#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.hpp"
#include "core/http/router.hpp"

namespace patchbay::http::server {

/// What one request leaves behind. The path itself is not among it: paths and queries hold ids,
/// codes and tickets; the route's pattern says enough.
struct AccessEntry {
  std::string_view time;  ///< RFC 3339
  std::string_view request_id;
  std::string_view method;  ///< `-` when none could be read
  std::size_t route = 0;    ///< the number of routes when none matched
  unsigned status = 0;      ///< 0 when the caller was gone before the answer
  std::chrono::microseconds duration{};
  std::size_t bytes = 0;
  std::string_view remote_address;
};

/// Collects the access lines of one serving thread, so that requests share one hand-over to the
/// log. Used by one thread.
class AccessLog {
 public:
  explicit AccessLog(Log& log) : log_(log) {}

  /// Before the first request.
  void learnRoutes(const Router& router);
  void add(const AccessEntry& entry);
  void flush();
  bool empty() const { return lines_.empty(); }

 private:
  Log& log_;
  std::vector<std::string> routes_;  ///< patterns as JSON; the last is for requests without a route
  std::string lines_;
};

}  // namespace patchbay::http::server
