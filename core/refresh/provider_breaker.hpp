#pragma once

#include "core/base/clock.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// Keeps token calls from a provider that rejects this host's own credentials (`invalid_client`,
/// `unauthorized_client`): no grant can be refreshed then, and an operator must act.
///
/// Closed until a call is rejected. Then open for 60 s, and after each further rejection for twice
/// as long, up to 15 min; after each pause one call at a time tries whether the fault is mended. A
/// call that the provider accepts closes it. Pure; not safe from several threads.
class PATCHBAY_EXPORT ProviderBreaker {
 public:
  enum class Admission {
    pass,     ///< closed: call
    trial,    ///< call, and say how it went by `accepted`, `rejected` or `endTrial`
    refused,  ///< do not call before `retryAt`
  };

  Admission admit(TimePoint now);
  /// What `admit` would refuse; changes nothing.
  bool wouldRefuse(TimePoint now) const;

  /// The provider knows our credentials, whatever else it said. True when that closed the breaker.
  bool accepted();
  void rejected(TimePoint now);
  /// The trial ended, and it is not known whether our credentials are accepted.
  void endTrial() { has_trial_ = false; }

  bool isOpen() const { return is_open_; }
  /// When it is worth asking again.
  TimePoint retryAt(TimePoint now) const;

 private:
  bool is_open_ = false;
  bool has_trial_ = false;
  Seconds pause_{0};
  TimePoint until_;
};

}  // namespace patchbay
