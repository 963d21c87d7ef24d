#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/core/integration/acme_integration.hpp"
#include "tests/core/integration/interrupted_store.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {

/// A workspace "shop" that is connected to Acme by pair 1.
class AcmeRefreshTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(connect("1").access); }

  void letTheTokenRunOut() { clock.advance(Seconds(7200)); }

  template <typename Result>
  Result run(awaitable<Result> operation) {
    return testing::runOn(io, std::move(operation));
  }

  void answerPair(const std::string& number) {
    http.answer(200, R"({"access_token":"access-)" + number + R"(","refresh_token":"refresh-)" +
                         number + R"(","token_type":"bearer","expires_in":7200})");
  }

  void answerCompany() { http.answer(200, R"({"id":"company-1"})"); }

  CallbackResult connect(const std::string& number) {
    answerPair(number);
    answerCompany();
    return walkThroughLogin();
  }

  /// On a context of its own, because it also happens in the middle of a refresh.
  CallbackResult walkThroughLogin() {
    auto login = testing::run(acme.oauthLogin(LoginRequest("shop", "")));
    oauth::Parameters query{{"code", "c"}, {"state", queryParameter(login.location, "state")}};
    return testing::run(
        acme.oauthCallback(CallbackRequest(std::move(query), login.browser_binding)));
  }

  IntegrationAccess access(Seconds min_ttl = Seconds(60)) {
    return run(acme.getIntegrationAccess(AccessRequest("shop", "", min_ttl)));
  }
  std::string accessToken() { return access().token.access_token.reveal(); }
  ErrorCode refusal() {
    try {
      access();
    } catch (const IntegrationError& error) {
      return error.code();
    }
    ADD_FAILURE() << "the access was given";
    return ErrorCode::internal;
  }
  std::vector<IntegrationAccess> stored() { return run(acme.listAccess("shop")); }

  std::size_t tokenCalls() const {
    const auto requests = http.requests();
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(),
        [](const auto& request) { return request.url == "https://acme.test/token"; }));
  }

  boost::asio::io_context io;
  FakeClock clock;
  FakeHttpClient http;
  InterruptedStore store{clock};
  RecordingLog log;
  Settings settings;
  RefreshCoordinator refresh{store, clock, log, io.get_executor()};
  HandOutMemory memory;
  IntegrationContext context{
      http, store, refresh, memory, clock, log, settings, "https://patchbay.example.test", {}};
  AcmeIntegration acme{context};
};

}  // namespace patchbay::testing
