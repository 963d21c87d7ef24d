#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/http/http_exchange.hpp"

namespace patchbay::sandbox::xero {

/// The calls that reached the API, in order, for tests that count them. Used from one thread.
class CallLog {
 public:
  void arrived(const http::ServerRequest& request, TimePoint time);
  /// The status of the call under way on the request's connection.
  void answered(const http::ServerRequest& request, unsigned status);
  void clear() { calls_.clear(); }
  /// `[{"time", "method", "path", "query": {...}, "tenant", "status"}]`; the status is 0 for a call
  /// that a fault kept from being answered.
  boost::json::array toJson() const;

 private:
  struct Call {
    TimePoint time;
    std::string connection;
    std::string method;
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
    std::string tenant;
    unsigned status = 0;
  };
  std::vector<Call> calls_;
};

}  // namespace patchbay::sandbox::xero
