#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"

namespace patchbay::sandbox {

/// How an endpoint misbehaves. `README.md` of this folder is the reference for users.
enum class FaultKind {
  slow,      ///< waits `delay` before it answers
  hold,      ///< waits until released
  status,    ///< answers `status` with `body`
  nonsense,  ///< a 200 whose body is not what was asked for
  not_http,  ///< writes `body` to the connection instead of an HTTP answer
  reset,     ///< cuts the connection with a TCP reset, no byte answered
  drop,      ///< closes the connection, no byte answered
  truncate,  ///< closes the connection after `bytes` bytes of the answer's body
};

/// One planned misbehaviour.
struct Fault {
  std::int64_t id = 0;
  FaultKind kind = FaultKind::status;
  std::string method;                     ///< empty means any
  std::string path;                       ///< exact, or a prefix when it ends in `*`
  std::optional<std::int64_t> remaining;  ///< how many more requests it hits; empty means all
  bool carry_out = false;                 ///< whether the request takes effect nevertheless
  bool wait_first = false;  ///< `slow` and `hold` wait before the request takes effect, not after
  Milliseconds delay{0};
  std::vector<Milliseconds> delays;  ///< taken in turn, one a hit, instead of `delay`
  unsigned status = 500;
  std::string body;
  std::string content_type;
  std::string retry_after;
  std::optional<std::size_t> bytes;  ///< empty means half of the body

  bool fits(std::string_view request_method, std::string_view request_path) const;
};

std::string_view nameOf(FaultKind kind);

/// Reads the body of `POST /sandbox/faults`.
/// @throws IntegrationError `invalid_request` naming the member that is wrong and what is allowed.
Fault parseFault(const boost::json::object& document);

/// The faults still to come, oldest first. Used from one thread.
class FaultPlan {
 public:
  /// @returns the fault's id.
  std::int64_t add(Fault fault);
  /// The oldest fault that fits the request, counted as having hit once.
  std::optional<Fault> take(std::string_view method, std::string_view path);
  void clear() { faults_.clear(); }
  boost::json::array toJson() const;

 private:
  std::vector<Fault> faults_;
  std::int64_t next_id_ = 1;
};

}  // namespace patchbay::sandbox
