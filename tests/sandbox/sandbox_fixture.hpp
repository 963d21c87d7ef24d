#pragma once

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "tests/support/fake_clock.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/plain_http.hpp"
#include "tests/support/sandbox_process.hpp"
#include "tools/sandbox/sandbox.hpp"

namespace patchbay::sandbox {

/// A whole sandbox inside the test, on a port of its own; its time stands still at
/// 2026-01-01T00:00:00Z unless it is moved.
class SandboxTest : public ::testing::Test {
 protected:
  static constexpr std::string_view kCompany = testing::SandboxProcess::kCompany;
  static constexpr std::string_view kOtherCompany = testing::SandboxProcess::kOtherCompany;
  static constexpr std::string_view kCallback = "http://127.0.0.1:8080/callback";

  SandboxTest() { sandbox_.start(); }

  testing::PlainAnswer send(const testing::PlainRequest& request) {
    return testing::exchange(sandbox_.port(), request);
  }
  testing::PlainAnswer get(std::string target, std::string bearer = {}) {
    return send(testing::get(std::move(target), std::move(bearer)));
  }

  /// `POST /oauth/token` as JSON, with the client's credentials added.
  testing::PlainAnswer token(boost::json::object parameters);
  testing::PlainAnswer refresh(const boost::json::object& pair);
  testing::PlainAnswer revoke(boost::json::object parameters);

  /// The target of an authorization request, with more parameters behind it.
  static std::string authorize(std::string_view more = {});
  /// A code from a consent to the company.
  std::string consent(std::string_view company = kCompany);
  /// The token answer of a fresh consent.
  boost::json::object connect(std::string_view company = kCompany);
  std::string systemToken();

  static SandboxOptions options();
  static boost::json::object withClient(boost::json::object parameters);

  testing::FakeClock clock_;
  testing::SilentLog log_;
  Sandbox sandbox_{options(), clock_, log_};
  testing::SandboxControl control_{sandbox_.port()};
};

/// A text member; fails the test when it is absent.
std::string text(const boost::json::object& object, std::string_view member);

}  // namespace patchbay::sandbox
