#pragma once

#include <atomic>
#include <cstdint>

#include "core/base/clock.hpp"

namespace patchbay::sandbox {

/// The stand-in's own time: another clock's time plus an offset that only ever grows. It decides
/// about the life of codes, tokens and rate windows; pauses are real ones.
class SandboxClock final : public Clock {
 public:
  /// @param base  must outlive this clock.
  explicit SandboxClock(const Clock& base) : base_(base) {}

  TimePoint now() const override { return base_.now() + offset(); }
  awaitable<void> wait(Milliseconds pause) const override { return base_.wait(pause); }

  void advance(Milliseconds by) { offset_ += by.count(); }
  Milliseconds offset() const { return Milliseconds(offset_.load()); }

 private:
  const Clock& base_;
  std::atomic<std::int64_t> offset_{0};
};

}  // namespace patchbay::sandbox
