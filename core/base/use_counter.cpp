#include "core/base/use_counter.hpp"

namespace patchbay {

UseCounter::UseCounter()
    : is_unused_(std::make_shared<std::atomic<bool>>(false)),
      owners_(is_unused_.get(),
              [flag = is_unused_](void*) { flag->store(true, std::memory_order_release); }),
      uses_(owners_) {}

UseCounter::~UseCounter() = default;

}  // namespace patchbay
