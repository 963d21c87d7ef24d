#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/settings.hpp"
#include "host/host_application.hpp"
#include "tests/flow/host_process.hpp"
#include "tests/support/shifted_clock.hpp"

namespace patchbay::testing {

/// A host within the test, where hours have to pass, on a folder that outlives it.
class HostInside {
 public:
  /// @param log  instead of standard error; outlives the host.
  HostInside(const HostFolder& folder, const ShiftedClock& clock, Log* log = nullptr)
      : application_(Settings::of(settingsOf(folder)), partsWith(clock, log)) {
    application_.start();
  }
  ~HostInside() { application_.stop(Milliseconds(10'000)); }
  HostInside(const HostInside&) = delete;
  HostInside& operator=(const HostInside&) = delete;

  std::uint16_t port() const { return application_.port(); }
  IntegrationStore& store() { return application_.store(); }
  IntegrationOAuth& integration(std::string_view name) {
    return *application_.integrations().find(name);
  }

 private:
  /// The tests put two clocks forward, one after the other, and count token calls; in between, a
  /// refresh ahead of expiry would see one of them only.
  static std::map<std::string, std::string> settingsOf(const HostFolder& folder) {
    auto settings = folder.settings();
    settings["PATCHBAY_BACKGROUND_REFRESH"] = "false";
    return settings;
  }
  static host::HostParts partsWith(const ShiftedClock& clock, Log* log) {
    host::HostParts parts;
    parts.clock = &clock;
    parts.log = log;
    return parts;
  }

  host::HostApplication application_;
};

}  // namespace patchbay::testing
