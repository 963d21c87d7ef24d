#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <csignal>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"
#include "tests/flow/flow_client.hpp"
#include "tests/flow/host_inside.hpp"
#include "tests/flow/host_process.hpp"
#include "tests/support/http_calls.hpp"
#include "tests/support/plain_http.hpp"
#include "tests/support/run.hpp"

// A host that logs all it can lives through what happens to a host, good and bad, with both
// providers. Whatever is secret is collected on the way, and then looked for wherever it could have
// been left: files, log, metrics, answers, the process's arguments.

namespace patchbay {
namespace {

using testing::BrowserPage;
using testing::BrowserWalk;
using testing::FlowClient;
using testing::HostFolder;
using testing::HostInside;
using testing::HostProcess;
using testing::PlainAnswer;
using testing::SandboxProcess;
using testing::ShiftedClock;

const std::string kSigningKey = "the-signing-key-of-xeros-events";
const std::string kMasterKey = crypto::base64("0123456789abcdefghijklmnopqrstuv");

/// Workspaces, and what they are connected to.
const std::vector<std::pair<std::string, std::string>> kConnections{
    {"shop", "gusto"}, {"unlucky", "gusto"}, {"misled", "gusto"}, {"shop", "xero"}};

int countOf(const std::string& text, const std::string& word) {
  int count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto begin = text.find(before);
  if (begin == std::string::npos) return {};
  const auto from = begin + before.size();
  return text.substr(from, text.find(after, from) - from);
}

class Secrecy : public ::testing::Test {
 protected:
  Secrecy() {
    note("client secret", std::string(SandboxProcess::kClientSecret));
    note("credentials of Basic", crypto::base64(std::string(SandboxProcess::kClientId) + ":" +
                                                std::string(SandboxProcess::kClientSecret)));
    note("API key", folder.apiKey().substr(20));
    note("signing key", kSigningKey);
    note("master key", kMasterKey);
    note("master key's bytes", *crypto::parseBase64(kMasterKey));
  }

  void note(const std::string& name, const std::string& secret) {
    ASSERT_GE(secret.size(), 8U) << name;
    secrets_[name + " " + std::to_string(secrets_.size())] = secret;
  }
  /// What an answer said that was no place for secrets.
  void say(const std::string& where, const std::string& text) { said_.emplace_back(where, text); }

  // --- what happens ---

  std::string address(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(host->port()) + path;
  }
  PlainAnswer look(const std::string& path) {
    return testing::exchange(host->port(), testing::get(path));
  }

  /// Goes through a login; the callback's address and the cookie are secrets of the browser.
  std::string login(const std::string& name, const std::string& workspace,
                    std::string_view company) {
    BrowserWalk browser(*http);
    const std::string link = client(name).loginLink(workspace);
    note("connect session", between(link, "access_token=", "&"));
    browser.stopBefore(address("/integration/" + name + "/callback"));
    const BrowserPage sent = browser.giveAccess(link, company);
    noteLogin(browser, sent.url);
    browser.stopBefore("nowhere");
    const BrowserPage page = browser.open(sent.url);
    EXPECT_EQ(page.status, 200U) << page.body;
    say("success page", page.body);
    return sent.url;
  }

  void noteLogin(BrowserWalk& browser, const std::string& url) {
    const std::string state = between(url + "&", "&state=", "&");
    note("state", state);
    note("code", between(url + "&", "code=", "&"));
    const std::string id = IntegrationOAuth::loginId(state);
    const auto cookie = browser.cookie("127.0.0.1", "patchbay_login_" + id);
    ASSERT_TRUE(cookie);
    note("cookie", *cookie);
  }

  /// Data of other months each time, so that the provider has to be asked; and the token.
  void askForData(const std::string& name, const std::string& workspace) {
    const std::string month = "2025-" + std::to_string(10 + asked_++ % 3);
    const std::string range =
        "from_date=2025-0" + std::to_string(1 + asked_ % 9) + "-01&to_date=" + month + "-28";
    const auto answer = client(name).look(workspace, "data?" + range);
    say("data", boost::json::serialize(answer.json));
    const auto token = client(name).token(workspace);
    if (token.status == 200) note("access token", token.text("access_token"));
    if (token.status != 200) say("refusal", boost::json::serialize(token.json));
  }

  void sendEvents(const std::string& key, unsigned expected) {
    testing::PlainRequest delivery = testing::postJson("/integration/xero/events", {});
    delivery.body = R"({"events":[],"firstEventSequence":0,"lastEventSequence":0})";
    delivery.headers.emplace_back("x-xero-signature",
                                  crypto::base64(crypto::hmacSha256(Secret(key), delivery.body)));
    const PlainAnswer answer = testing::exchange(host->port(), delivery);
    EXPECT_EQ(answer.status, expected);
    say("answer to events", answer.body);
  }

  void answerRefreshWith(boost::json::object fault) {
    fault["endpoint"] = "POST /oauth/token";
    fault["count"] = 1;
    sandbox.control().clearFaults();
    sandbox.control().addFault(fault);
    sandbox.control().expireTokens();
  }

  /// What a login that nobody finishes has in the database: its state, its verifier.
  std::string abandonLogin() {
    const auto redirect = look(client("gusto").loginLink("shop").substr(address("").size()));
    const std::string location = redirect.header("Location").value_or("");
    const std::string state = between(location + "&", "&state=", "&");
    note("state of an open login", state);
    return state;
  }

  FlowClient client(const std::string& name) {
    return FlowClient(host->port(), folder.apiKey(), name);
  }

  // --- where it could have been left ---

  /// The pairs as the store opens them, and the verifier of the login that was left open.
  void noteWhatIsSealed(const std::string& state) {
    HostInside inside(folder, clock);
    for (const auto& [workspace, integration] : kConnections) {
      for (const auto& grant : testing::run(inside.store().findGrants(workspace, integration))) {
        note("refresh token", grant.token.refresh_token.reveal());
        note("access token", grant.token.access_token.reveal());
        if (!grant.token.id_token.empty()) note("id_token", grant.token.id_token.reveal());
      }
    }
    auto open_login =
        testing::run(inside.store().takePendingLogin(crypto::sha256Hex(state), clock.now()));
    ASSERT_TRUE(open_login);
    note("PKCE verifier", open_login->code_verifier.reveal());
  }

  /// Files are looked at while the host runs, when the write-ahead log is full of what was done.
  void keepCopyOfFiles(const std::string& when) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
      if (!entry.is_regular_file()) continue;
      say(when + " " + entry.path().filename().string(), testing::readFile(entry.path()));
    }
  }

  void keepWhatOthersCanSee() {
    for (const char* path : {"/metrics", "/readyz", "/livez", "/nowhere?access_token=x"}) {
      say(path, look(path).bytes);
    }
    const std::string process = "/proc/" + std::to_string(host->process().id()) + "/";
    say("arguments", testing::readFile(process + "cmdline"));
  }

  void expectSaidNothingSecret() const {
    for (const auto& [where, text] : said_) {
      for (const auto& [name, secret] : secrets_) {
        EXPECT_EQ(text.find(secret), std::string::npos) << name << " in " << where;
      }
    }
  }

  SandboxProcess sandbox;
  HostFolder folder{sandbox,
                    {{"PATCHBAY_LOG_LEVEL", "debug"},
                     {"PATCHBAY_KEYS", "k1:" + kMasterKey},
                     {"XERO_EVENTS_SIGNING_KEY", kSigningKey}}};
  std::unique_ptr<http::HttpClient> http = http::makeHttpClient(http::HttpClientOptions());
  std::unique_ptr<HostProcess> host = std::make_unique<HostProcess>(folder);
  int asked_ = 0;
  std::map<std::string, std::string> secrets_;
  std::vector<std::pair<std::string, std::string>> said_;
  ShiftedClock clock;
};

TEST_F(Secrecy, HoldsThroughGoodAndBad) {
  std::string used;
  for (const auto& [workspace, integration] : kConnections) {
    const bool is_gusto = integration == "gusto";
    used = login(integration, workspace,
                 is_gusto ? SandboxProcess::kCompany : SandboxProcess::kRoaster);
    askForData(integration, workspace);
  }
  const std::string open_state = abandonLogin();

  // Tokens die early and are refreshed; twice the provider answers with what holds tokens.
  sandbox.control().expireTokens();
  askForData("gusto", "shop");
  answerRefreshWith({{"kind", "nonsense"},
                     {"content_type", "application/json"},
                     {"body", R"({"access_token":"made-up-token","refresh_token":7})"}});
  askForData("gusto", "unlucky");
  answerRefreshWith(
      {{"kind", "status"},
       {"status", 400},
       {"content_type", "application/json"},
       {"body", R"({"error":"made-up-error","error_description":"no made-up-echo"})"}});
  askForData("gusto", "misled");
  EXPECT_EQ(countOf(folder.log(), "token_refresh_failed"), 2) << folder.log();
  keepCopyOfFiles("while it runs,");

  // Callbacks that are refused: used, from nowhere, without the cookie of the login.
  say("used callback", look(used.substr(address("").size())).bytes);
  say("foreign state",
      look("/integration/gusto/callback?code=made-up-code&state=made-up-state").bytes);
  for (const char* made_up : {"made-up-code", "made-up-state", "made-up-token", "made-up-echo"}) {
    note(made_up, made_up);
  }
  sendEvents(kSigningKey, 200);
  sendEvents("another-key-than-xeros", 401);
  say("wrong key", FlowClient(host->port(), "pb_aaaaaaaaaaaaaaaa_" + std::string(43, 'b'))
                       .token("shop")
                       .text("detail"));

  keepWhatOthersCanSee();
  say("reload", folder.run({"integrations", "reload"}));
  say("keys list", folder.run({"keys", "list"}));
  say("check", folder.run({"check"}));
  host->process().signal(SIGTERM);
  ASSERT_EQ(host->process().wait(), 0) << folder.log();
  noteWhatIsSealed(open_state);
  host = std::make_unique<HostProcess>(folder);
  say("disconnect", boost::json::serialize(client("xero").disconnect("shop").json));
  sandbox.control().removeApplication(SandboxProcess::kCompany);
  askForData("gusto", "shop");
  host->process().signal(SIGTERM);
  ASSERT_EQ(host->process().wait(), 0) << folder.log();
  keepCopyOfFiles("in the end,");

  EXPECT_GE(secrets_.size(), 40U) << "all kinds were met";
  expectSaidNothingSecret();
}

}  // namespace
}  // namespace patchbay
