#pragma once

#include <cstdint>
#include <memory>

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "tools/sandbox/gusto/gusto_settings.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox {

struct SandboxOptions {
  std::uint16_t port = 0;  ///< on 127.0.0.1; 0 lets the system choose
  gusto::GustoSettings gusto;
  xero::XeroSettings xero;
};

/// The whole sandbox on one port: the stand-ins, the control surface under `/sandbox/`, and the
/// relay in front that can spoil answers on the wire. Serves on threads of its own.
class Sandbox {
 public:
  /// @param clock  real time; must outlive the sandbox, as must `log`.
  /// @throws IntegrationError `settings_invalid` when the port cannot be bound.
  Sandbox(SandboxOptions options, const Clock& clock, Log& log);
  ~Sandbox();  ///< stops

  void start();
  /// Blocks until nothing is served any more; answers that are held are let go.
  void stop();
  std::uint16_t port() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace patchbay::sandbox
