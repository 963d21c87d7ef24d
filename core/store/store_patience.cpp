#include "core/store/store_patience.hpp"

#include <algorithm>

namespace patchbay {

void StorePatience::endure(const IntegrationError& error) {
  if (!is_in_doubt_ && tell_) tell_(error);
  // `internal` is also what a database says that nobody has heard before.
  const bool is_trouble =
      error.code() == ErrorCode::storage_unavailable || error.code() == ErrorCode::internal;
  if (!is_trouble || left_ <= Milliseconds(0)) throw;
  is_in_doubt_ = true;
}

awaitable<void> StorePatience::pause() {
  const Milliseconds pause = next_;
  next_ = std::min(next_ * 2, Milliseconds(2'000));
  left_ -= pause;
  co_await clock_.wait(pause);
}

}  // namespace patchbay
