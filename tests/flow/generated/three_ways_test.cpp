#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "tests/flow/flow_client.hpp"
#include "tests/flow/generated/generated_project.hpp"
#include "tests/flow/host_inside.hpp"
#include "tests/flow/oidc/authorization_server.hpp"
#include "tests/flow/oidc/browser.hpp"
#include "tests/support/sandbox_process.hpp"

// No line of the providers in here is written by hand.

namespace patchbay {
namespace {

using testing::Answer;
using testing::AuthorizationServer;
using testing::FlowClient;
using testing::SandboxProcess;

constexpr Milliseconds kLongerThanAToken = std::chrono::hours(3);

/// One build of all three, one host that runs them.
class ThreeWays : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = std::make_unique<Shared>(); }
  static void TearDownTestSuite() { shared_.reset(); }
  void SetUp() override { ASSERT_NE(shared_, nullptr) << "they were not built"; }
  void TearDown() override {
    if (shared_) shared_->clock.advance(-kLongerThanAToken);
  }

  struct Shared {
    Shared() {
      project.generate(
          {"Discovered", "--conf-url", server.issuer() + "/.well-known/openid-configuration"});
      project.generate({"Addressed", "--authorize-url", sandbox.url("/oauth/authorize"),
                        "--token-url", sandbox.url("/oauth/token"), "--revoke-url",
                        sandbox.url("/oauth/revoke"), "--client-auth", "json", "--rotation",
                        "until_first_use"});
      // This server gives nothing to who asks for nothing.
      project.generate({"Bare", "--scopes", "companies"});
      project.buildAndTest();
      folder = std::make_unique<testing::HostFolder>(sandbox, settings());
      host = std::make_unique<testing::HostInside>(*folder, clock);
    }

    std::map<std::string, std::string> settings() const {
      return {{"PATCHBAY_PLUGIN_DIR", project.plugins().string()},
              {"DISCOVERED_CLIENT_ID", AuthorizationServer::kClientId},
              {"DISCOVERED_CLIENT_SECRET", AuthorizationServer::kClientSecret},
              {"ADDRESSED_CLIENT_ID", std::string(SandboxProcess::kClientId)},
              {"ADDRESSED_CLIENT_SECRET", std::string(SandboxProcess::kClientSecret)},
              {"BARE_CLIENT_ID", AuthorizationServer::kClientId},
              {"BARE_CLIENT_SECRET", AuthorizationServer::kClientSecret},
              {"BARE_API_BASE_URL", server.issuer()}};
    }

    SandboxProcess sandbox;
    AuthorizationServer server{{"http://127.0.0.1/integration/discovered/callback",
                                "http://127.0.0.1/integration/bare/callback"}};
    testing::GeneratedProject project;
    testing::ShiftedClock clock;
    std::unique_ptr<testing::HostFolder> folder;
    std::unique_ptr<testing::HostInside> host;
  };

  FlowClient clientOf(const std::string& integration) {
    return FlowClient(shared_->host->port(), shared_->folder->apiKey(), integration);
  }

  /// Through the pages of oidc-provider; the last page is the host's.
  std::string connectAtServer(FlowClient& client, const std::string& integration) {
    const auto http = http::makeHttpClient(http::HttpClientOptions());
    testing::Browser browser(*http, "jane");
    const std::string callback = browser.walk(
        client.loginLink("shop"), "http://127.0.0.1:" + std::to_string(shared_->host->port()) +
                                      "/integration/" + integration + "/callback");
    return browser.open("GET", callback, "").body;
  }

  /// A token, another one when it has run out, and none after the disconnect.
  void expectTokensUntilTheDisconnect(FlowClient& client) {
    const Answer first = client.token("shop");
    ASSERT_EQ(first.status, 200u) << boost::json::serialize(first.json);
    EXPECT_EQ(client.token("shop").text("access_token"), first.text("access_token"));
    shared_->clock.advance(kLongerThanAToken);
    const Answer second = client.token("shop");
    ASSERT_EQ(second.status, 200u) << boost::json::serialize(second.json);
    EXPECT_NE(second.text("access_token"), first.text("access_token"));
    const Answer gone = client.disconnect("shop");
    EXPECT_EQ(gone.status, 200u);
    EXPECT_EQ(gone.json.at("revoked_at_provider"), 1) << boost::json::serialize(gone.json);
    EXPECT_EQ(client.token("shop").status, 404u);
  }

  static std::unique_ptr<Shared> shared_;
};

std::unique_ptr<ThreeWays::Shared> ThreeWays::shared_;

TEST_F(ThreeWays, ByWhatTheProviderPublishes) {
  FlowClient client = clientOf("discovered");
  EXPECT_NE(connectAtServer(client, "discovered").find("Discovered is connected"),
            std::string::npos);
  expectTokensUntilTheDisconnect(client);
}

TEST_F(ThreeWays, ByItsTwoUrls) {
  FlowClient client = clientOf("addressed");
  EXPECT_EQ(client.connect("shop", SandboxProcess::kCompany).status, 200u);
  expectTokensUntilTheDisconnect(client);
}

TEST_F(ThreeWays, ByItsName) {
  FlowClient client = clientOf("bare");
  EXPECT_NE(connectAtServer(client, "bare").find("Bare is connected"), std::string::npos);
  expectTokensUntilTheDisconnect(client);
}

TEST_F(ThreeWays, BreaksNoRule) {
  for (const char* name : {"Discovered", "Addressed", "Bare"}) {
    EXPECT_NO_THROW(shared_->project.expectConformance(name)) << name;
  }
}

}  // namespace
}  // namespace patchbay
