#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"

namespace patchbay::sandbox::xero {

/// What one pass through the consent page left behind.
struct Consent {
  std::string id;  ///< `authentication_event_id` of the tokens
  std::string client_id;
  std::string nonce;      ///< as the application sent it; empty for none
  std::string tenant_id;  ///< the organisation that was chosen; empty for none
  TimePoint time{};
};

/// The one user of the stand-in.
struct DemoUser {
  static constexpr std::string_view kId = "6f2c1f0e-94b5-4d27-9d3a-2b7c58e1a0d4";
  static constexpr std::string_view kGivenName = "Robin";
  static constexpr std::string_view kFamilyName = "Sandberg";
};

/// All consents by id. Used from one thread.
class Consents {
 public:
  void add(Consent consent) {
    std::string id = consent.id;
    consents_.emplace(std::move(id), std::move(consent));
  }
  /// @throws std::out_of_range for an id that was never added.
  const Consent& at(const std::string& id) const { return consents_.at(id); }

 private:
  std::map<std::string, Consent> consents_;
};

}  // namespace patchbay::sandbox::xero
