#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "core/base/awaitable.hpp"
#include "core/base/error.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// The places around every durable step at which a test can make this process die, stall or see an
/// error. They exist in test builds only (CMake option `PATCHBAY_FAULT_POINTS`); elsewhere all of
/// this is empty and leaves no name behind. A place is passed like this:
///
///     if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_after_claim);
enum class FaultPoint {
  refresh_before_claim,
  refresh_after_claim,
  refresh_after_send,
  refresh_after_receive,
  refresh_before_commit,
  refresh_after_commit,
  refresh_before_hand_out,
  connect_before_take_login,
  connect_after_take_login,
  connect_after_send,
  connect_after_receive,
  connect_before_commit,
  connect_after_commit,
  connect_before_tenants,
  connect_after_tenants,
  connect_before_hand_out,
  disconnect_before_look,
  disconnect_before_revoke,
  disconnect_after_send,
  disconnect_after_revoke,
  disconnect_before_remove,
  disconnect_after_remove,
  disconnect_before_hand_out,
};

#ifdef PATCHBAY_FAULT_POINTS

inline constexpr bool kHasFaultPoints = true;

struct FaultPointFacts {
  std::string_view name;  ///< as `armFaultPoints` takes it
  ErrorCode error;        ///< what the action `error` throws there
};

/// All points, in the order of `FaultPoint`.
inline constexpr std::array kFaultPoints{
    FaultPointFacts{"refresh.before_claim", ErrorCode::storage_unavailable},
    FaultPointFacts{"refresh.after_claim", ErrorCode::storage_unavailable},
    FaultPointFacts{"refresh.after_send", ErrorCode::ambiguous_answer},
    FaultPointFacts{"refresh.after_receive", ErrorCode::ambiguous_answer},
    FaultPointFacts{"refresh.before_commit", ErrorCode::storage_unavailable},
    FaultPointFacts{"refresh.after_commit", ErrorCode::storage_unavailable},
    FaultPointFacts{"refresh.before_hand_out", ErrorCode::temporarily_unavailable},
    FaultPointFacts{"connect.before_take_login", ErrorCode::storage_unavailable},
    FaultPointFacts{"connect.after_take_login", ErrorCode::storage_unavailable},
    FaultPointFacts{"connect.after_send", ErrorCode::ambiguous_answer},
    FaultPointFacts{"connect.after_receive", ErrorCode::ambiguous_answer},
    FaultPointFacts{"connect.before_commit", ErrorCode::storage_unavailable},
    FaultPointFacts{"connect.after_commit", ErrorCode::storage_unavailable},
    FaultPointFacts{"connect.before_tenants", ErrorCode::provider_unavailable},
    FaultPointFacts{"connect.after_tenants", ErrorCode::storage_unavailable},
    FaultPointFacts{"connect.before_hand_out", ErrorCode::temporarily_unavailable},
    FaultPointFacts{"disconnect.before_look", ErrorCode::storage_unavailable},
    FaultPointFacts{"disconnect.before_revoke", ErrorCode::provider_unavailable},
    FaultPointFacts{"disconnect.after_send", ErrorCode::ambiguous_answer},
    FaultPointFacts{"disconnect.after_revoke", ErrorCode::ambiguous_answer},
    FaultPointFacts{"disconnect.before_remove", ErrorCode::storage_unavailable},
    FaultPointFacts{"disconnect.after_remove", ErrorCode::storage_unavailable},
    FaultPointFacts{"disconnect.before_hand_out", ErrorCode::temporarily_unavailable},
};

/// The environment variable, or line of `.env`, that a host takes its faults from.
inline constexpr std::string_view kFaultsSetting = "PATCHBAY_TEST_FAULTS";

/// Arms points, besides those that already are.
///
/// @param faults  `point=action`, separated by commas, e.g. `refresh.after_claim=die@3`. Actions:
///                `die` (SIGKILL), `stall` (waits until `disarmFaultPoints`, so in a program of its
///                own for ever) and `error` (throws). `@3`: only the third passing from now on.
/// @throws IntegrationError `settings_invalid` for a malformed text; then nothing is armed.
PATCHBAY_EXPORT void armFaultPoints(std::string_view faults);

/// Disarms all points; what stalls at one goes on.
PATCHBAY_EXPORT void disarmFaultPoints();

/// How often an armed point was passed since it was armed.
PATCHBAY_EXPORT std::uint64_t passesOf(FaultPoint point);

PATCHBAY_EXPORT extern std::atomic<bool> any_fault_point_armed;

/// Whether any point is armed: all that passing one costs otherwise.
inline bool faultPointsArmed() { return any_fault_point_armed.load(std::memory_order_relaxed); }

/// Passes a point on a coroutine, which is all that stalls.
PATCHBAY_EXPORT awaitable<void> faultPoint(FaultPoint point);

#else

inline constexpr bool kHasFaultPoints = false;
constexpr bool faultPointsArmed() { return false; }
inline awaitable<void> faultPoint(FaultPoint) { co_return; }

#endif

}  // namespace patchbay
