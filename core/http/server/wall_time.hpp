#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "core/base/clock.hpp"

namespace patchbay::http::server {

/// The time of day in the two forms that every answer needs, formatted once a second.
class WallTime {
 public:
  void set(TimePoint now);

  const std::string& date() const { return date_; }    ///< RFC 9110 section 5.6.7
  const std::string& stamp() const { return stamp_; }  ///< RFC 3339, as in the log

 private:
  std::int64_t second_ = std::numeric_limits<std::int64_t>::min();
  std::string date_;
  std::string stamp_;
};

}  // namespace patchbay::http::server
