#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "core/base/awaitable.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// How many calls may be under way at once; the others wait in order. Safe from any thread.
class PATCHBAY_EXPORT CallSlots {
 public:
  explicit CallSlots(std::size_t slots) : free_(slots) {}
  CallSlots(const CallSlots&) = delete;
  CallSlots& operator=(const CallSlots&) = delete;

  /// The right to one call, given back when it goes.
  class PATCHBAY_EXPORT Slot {
   public:
    Slot() = default;
    explicit Slot(CallSlots* owner) : owner_(owner) {}
    Slot(Slot&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
    Slot& operator=(Slot&& other) noexcept {
      std::swap(owner_, other.owner_);
      return *this;
    }
    ~Slot() { release(); }
    void release() {
      if (auto* const owner = std::exchange(owner_, nullptr)) owner->giveBack();
    }

   private:
    CallSlots* owner_ = nullptr;
  };

  /// Waits for a slot; the caller resumes on its own executor. The slot must not outlive this.
  awaitable<Slot> take();

  std::size_t waiting() const;
  /// Drops whoever waits, with its coroutine. Only when no executor runs any more.
  void dropWaiting();

 private:
  bool takeFree();
  bool takeOrWait(std::function<void()> resume);
  void giveBack();

  mutable std::mutex mutex_;
  std::size_t free_;
  std::deque<std::function<void()>> waiting_;
};

}  // namespace patchbay
