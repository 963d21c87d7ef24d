#pragma once

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <map>
#include <string>
#include <string_view>

#include "tests/flow/flow_client.hpp"
#include "tests/flow/host_inside.hpp"
#include "tests/flow/host_process.hpp"
#include "tests/support/plain_http.hpp"

namespace patchbay::testing {

/// A host with the real plugin of Xero, and the sandbox that plays Xero, over loopback.
class XeroFlow : public ::testing::Test {
 protected:
  /// @param more  settings of the host besides.
  explicit XeroFlow(const std::map<std::string, std::string>& more = {}) : folder(sandbox, more) {}

  static constexpr std::string_view kRoaster = SandboxProcess::kRoaster;
  static constexpr std::string_view kStudio = SandboxProcess::kStudio;
  static constexpr Seconds kTokenLife{1800};

  /// As the provider sees it: does this token reach the organisation?
  unsigned statusAtProvider(const std::string& token, std::string_view tenant) {
    auto request = testing::get("/api.xro/2.0/Organisation", token);
    request.headers.emplace_back("xero-tenant-id", std::string(tenant));
    return testing::exchange(sandbox.port(), request).status;
  }

  void letTokensExpire() {
    clock.advance(kTokenLife);
    sandbox.control().advanceClock(kTokenLife.count());
  }

  /// How many calls with that end of their path reached Xero's API.
  std::size_t callsFor(std::string_view path) {
    std::size_t count = 0;
    const boost::json::object seen = sandbox.control().readXero("calls");
    for (const boost::json::value& call : seen.at("calls").as_array()) {
      if (std::string_view(call.at("path").as_string()).ends_with(path)) ++count;
    }
    return count;
  }

  std::size_t connectionsAtProvider() {
    return sandbox.control().state().at("xero").at("connections").as_array().size();
  }

  SandboxProcess sandbox;
  HostFolder folder;
  ShiftedClock clock;
  HostInside host{folder, clock};
  FlowClient client{host.port(), folder.apiKey(), "xero"};
};

}  // namespace patchbay::testing
