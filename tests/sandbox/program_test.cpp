#include <gtest/gtest.h>
#include <signal.h>

#include "core/http/http_client.hpp"
#include "tests/support/browser_walk.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/plain_http.hpp"
#include "tests/support/sandbox_process.hpp"

namespace patchbay::testing {
namespace {

constexpr const char* kCallback = "http://127.0.0.1:9/callback";

std::string authorizeUrl(const SandboxProcess& sandbox) {
  return sandbox.url(
             "/oauth/authorize?client_id=sandbox-client&response_type=code&state=s&redirect_uri=") +
         kCallback;
}

class Program : public ::testing::Test {
 protected:
  Program() { walk_.stopBefore(kCallback); }

  std::unique_ptr<http::HttpClient> client_ = http::makeHttpClient({});
  BrowserWalk walk_{*client_};
};

TEST_F(Program, LeadsABrowserThroughSignInAndChoice) {
  const SandboxProcess sandbox;
  const BrowserPage page = walk_.giveAccess(authorizeUrl(sandbox), SandboxProcess::kOtherCompany);
  EXPECT_EQ(page.status, 302u);
  EXPECT_TRUE(page.url.starts_with(std::string(kCallback) + "?code="));
  EXPECT_EQ(walk_.trail().size(), 4u);
  EXPECT_TRUE(walk_.cookie("127.0.0.1", "gusto_sandbox_session"));
}

TEST_F(Program, RemembersTheSignIn) {
  const SandboxProcess sandbox;
  walk_.refuseAccess(authorizeUrl(sandbox));
  const BrowserPage page = walk_.open(authorizeUrl(sandbox));
  EXPECT_NE(page.body.find("Which company?"), std::string::npos);
}

TEST_F(Program, TellsTheApplicationOfARefusal) {
  const SandboxProcess sandbox;
  const BrowserPage page = walk_.refuseAccess(authorizeUrl(sandbox));
  EXPECT_NE(page.url.find("error=access_denied"), std::string::npos);
}

TEST_F(Program, TakesItsFlags) {
  const SandboxProcess sandbox({"--client-id", "mine", "--client-secret", "hidden",
                                "--other-client", "theirs:s:1", "--access-token-seconds", "90",
                                "--rotation", "strict"});
  const PlainAnswer mine =
      exchange(sandbox.port(), postJson("/oauth/token", {{"grant_type", "system_access"},
                                                         {"client_id", "mine"},
                                                         {"client_secret", "hidden"}}));
  EXPECT_EQ(mine.status, 200u);
  const PlainAnswer theirs =
      exchange(sandbox.port(), postJson("/oauth/token", {{"grant_type", "system_access"},
                                                         {"client_id", "theirs"},
                                                         {"client_secret", "s:1"}}));
  EXPECT_EQ(theirs.status, 200u);
  const boost::json::value settings = sandbox.control().state().at("gusto").at("settings");
  EXPECT_EQ(settings.at("access_token_seconds"), 90);
  EXPECT_EQ(settings.at("rotation"), "strict");
}

TEST_F(Program, EndsAtASignalWithStatus0) {
  for (const int signal : {SIGTERM, SIGINT}) {
    SandboxProcess sandbox;
    EXPECT_EQ(sandbox.stop(signal), 0);
  }
}

TEST_F(Program, NamesAPortThatIsTaken) {
  const SandboxProcess first;
  ChildProcess second("patchbay-sandbox",
                      {{"--port", std::to_string(first.port())}, {}, {}, "/dev/null"});
  EXPECT_EQ(second.readLine(), "");
  EXPECT_EQ(second.wait(), 1);
}

}  // namespace
}  // namespace patchbay::testing
