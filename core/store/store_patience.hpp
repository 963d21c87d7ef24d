#pragma once

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

namespace patchbay {

/// How long a call of the store is repeated that met trouble with the database. Every call that is
/// repeated must bear it: a failed call may have been carried out, and only its answer got lost.
///
///     StorePatience patience(clock, kPatience);
///     for (;;) {
///       try {
///         result = co_await store.call(...);
///         break;
///       } catch (const IntegrationError& error) {
///         patience.endure(error);
///       }
///       co_await patience.pause();
///     }
class StorePatience {
 public:
  static constexpr Milliseconds kForEver = Milliseconds::max();

  StorePatience(const Clock& clock, Milliseconds most) : clock_(clock), left_(most) {}

  /// Rethrows what is no trouble with the database, and everything once the patience is over. To be
  /// called in the handler.
  void endure(const IntegrationError& error);
  /// 100 ms at first, doubling to 2 s.
  awaitable<void> pause();

  /// Whether a call failed before, so that it is not known whether it was carried out.
  bool isInDoubt() const { return is_in_doubt_; }

 private:
  const Clock& clock_;
  Milliseconds left_;
  Milliseconds next_{100};
  bool is_in_doubt_ = false;
};

}  // namespace patchbay
