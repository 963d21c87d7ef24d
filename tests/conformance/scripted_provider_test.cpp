#include "tools/conformance/provider/scripted_provider.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

namespace patchbay::conformance {
namespace {

using ::testing::HasSubstr;

awaitable<std::string> bodyOf(http::HttpClient& provider, http::HttpRequest request) {
  const auto response = co_await provider.send(std::move(request));
  co_return response.body;
}

std::string answerTo(std::string body) {
  testing::FakeClock clock;
  ScriptedProvider provider(clock);
  OAuthApp app;
  app.token_endpoint = "https://sound.test/token";
  provider.play(app, RecordedAnswers());
  http::HttpRequest request("POST", app.token_endpoint);
  request.body = std::move(body);
  return testing::run(bodyOf(provider, std::move(request)));
}

// The made-up secret holds all that has to be encoded, so this is what an author meets who forgets.
TEST(ScriptedProvider, SaysWhenAFormIsNotEncoded) {
  EXPECT_THAT(answerTo("grant_type=refresh_token&client_secret=kit secret+&=%/:~"),
              HasSubstr("encode each value of a form (RFC 6749 appendix B)"));
  EXPECT_THAT(answerTo("grant_type=password"), HasSubstr("unsupported_grant_type"));
}

}  // namespace
}  // namespace patchbay::conformance
