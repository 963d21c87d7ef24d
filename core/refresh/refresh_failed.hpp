#pragma once

#include "core/base/error.hpp"
#include "core/base/export.hpp"
#include "core/refresh/refresh_decision.hpp"

namespace patchbay {

/// A token call that brought no pair, sorted. Thrown by providers' `performTokenRefresh`, usually
/// through the base's `processRefreshResponse` or `requestToken`.
class PATCHBAY_EXPORT RefreshFailed final : public IntegrationError {
 public:
  RefreshFailed(ErrorCode code, std::string public_text, RefreshOutcome outcome);
  ~RefreshFailed() override;
  const RefreshOutcome& outcome() const { return outcome_; }

 private:
  RefreshOutcome outcome_;
};

}  // namespace patchbay
