#pragma once

#include <atomic>
#include <memory>

#include "core/base/export.hpp"

namespace patchbay {

/// Tells an object's owner when nobody uses the object any more, without sharing the ownership:
/// the owner then destroys it, on a thread of its choice. Safe from any thread.
class PATCHBAY_EXPORT UseCounter {
 public:
  UseCounter();
  ~UseCounter();
  UseCounter(const UseCounter&) = delete;
  UseCounter& operator=(const UseCounter&) = delete;

  /// One more use, for as long as the pointer is held, whatever it points at. After `retire` only
  /// whoever holds one gets another; others get null.
  std::shared_ptr<void> hold() const { return uses_.lock(); }

  /// The owner hands the object out no longer. Once.
  void retire() { owners_.reset(); }

  /// Retired, and let go by all. What users did before is then visible to the caller.
  bool isUnused() const { return is_unused_->load(std::memory_order_acquire); }

 private:
  std::shared_ptr<std::atomic<bool>> is_unused_;  // may outlive this with the last use
  std::shared_ptr<void> owners_;
  std::weak_ptr<void> uses_;
};

}  // namespace patchbay
