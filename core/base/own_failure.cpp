#include "core/base/own_failure.hpp"

#include "core/base/error.hpp"

namespace patchbay {

std::exception_ptr ownFailure(const std::exception_ptr& shared) {
  if (!shared) return nullptr;
  try {
    std::rethrow_exception(shared);
  } catch (const IntegrationError& error) {
    return std::make_exception_ptr(IntegrationError(error));
  } catch (...) {
    return shared;
  }
}

}  // namespace patchbay
