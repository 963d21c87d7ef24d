#include "core/refresh/refresh_failed.hpp"

#include <utility>

namespace patchbay {

RefreshFailed::RefreshFailed(ErrorCode code, std::string public_text, RefreshOutcome outcome)
    : IntegrationError(code, std::move(public_text), outcome.error), outcome_(std::move(outcome)) {
  if (outcome_.retry_after) withRetryAfter(*outcome_.retry_after);
}

RefreshFailed::~RefreshFailed() = default;

}  // namespace patchbay
