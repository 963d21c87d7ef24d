#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/child_process.hpp"

namespace patchbay::testing {

/// Steers a running sandbox over its control surface (tools/sandbox/README.md) and reads what it
/// saw. Blocks; throws `std::runtime_error` when the sandbox refuses.
class SandboxControl {
 public:
  explicit SandboxControl(std::uint16_t port) : port_(port) {}

  boost::json::object state() const;
  boost::json::object ledger() const;
  boost::json::object ledgerCounts() const;
  /// One of the ledger's counts, e.g. `token_calls`, `duplicates`, `dead_token_uses`.
  std::int64_t count(std::string_view name) const;
  void clearLedger() const;

  /// @param fault  as `POST /sandbox/faults` takes it, e.g. `{{"kind", "reset"}, {"count", 1}}`.
  void addFault(const boost::json::object& fault) const;
  void clearFaults() const;
  /// Blocks until that many answers are held by a `hold` fault.
  void awaitHeld(std::size_t count) const;
  void release() const;

  void change(const boost::json::object& settings) const;
  /// @param company  uuid; empty for all.
  void expireTokens(std::string_view company = {}) const;
  void advanceClock(std::int64_t seconds) const;
  /// The customer removes the application inside Gusto.
  void removeApplication(std::string_view company) const;

  /// Delivers an event of Gusto's, as `POST /sandbox/events` takes it; returns the deliveries.
  boost::json::array sendEvent(const boost::json::object& event) const;

  /// An operation of Xero's stand-in, e.g. `disconnect`.
  boost::json::object xero(std::string_view operation, const boost::json::object& body) const;
  boost::json::object readXero(std::string_view what) const;
  void clearXeroCalls() const;

 private:
  boost::json::object call(std::string_view method, std::string_view path,
                           const boost::json::object& body = {}) const;

  std::uint16_t port_;
};

/// The real program `patchbay-sandbox` on a port of its own. Its end is the end of this object.
class SandboxProcess {
 public:
  static constexpr std::string_view kClientId = "sandbox-client";
  static constexpr std::string_view kClientSecret = "sandbox-secret";
  /// The first demo company: 36 people.
  static constexpr std::string_view kCompany = "5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90";
  static constexpr std::string_view kOtherCompany = "8c40f7a6-2d15-4b7e-a2c9-91e6b3d5704f";
  /// The organisations at Xero: one in Australian dollars, one in pounds.
  static constexpr std::string_view kRoaster = "1b7e3c94-58a2-4f60-b1d7-94c0e6a2f583";
  static constexpr std::string_view kStudio = "c40d92f7-6e1b-4a35-8f29-7d51b3e08a6c";

  /// @param flags  besides `--port 0`.
  explicit SandboxProcess(std::vector<std::string> flags = {"--any-loopback-redirect"});

  std::uint16_t port() const { return port_; }
  pid_t id() const { return child_.id(); }
  /// `http://127.0.0.1:<port>` and then `path`.
  std::string url(std::string_view path = {}) const;
  SandboxControl control() const { return SandboxControl(port_); }

  /// Sends a signal and waits for the end. @returns the exit status, or -1 when a signal ended it.
  int stop(int signal);

 private:
  ChildProcess child_;
  std::uint16_t port_;
};

}  // namespace patchbay::testing
