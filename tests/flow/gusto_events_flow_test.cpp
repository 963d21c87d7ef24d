#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "tests/flow/flow_client.hpp"
#include "tests/flow/host_process.hpp"
#include "tests/support/plain_http.hpp"

// What Gusto tells by itself: the operator subscribes at the sandbox and verifies the subscription
// with what the program shows; then the sandbox's events reach the real plugin in the program.

namespace patchbay {
namespace {

namespace json = boost::json;
using testing::Answer;
using testing::FlowClient;
using testing::HostFolder;
using testing::HostProcess;
using testing::PlainAnswer;
using testing::SandboxProcess;

class GustoEventsFlow : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string port = std::to_string(host->port());
    const std::string uuid = subscribe("http://127.0.0.1:" + port + "/integration/gusto/events");
    const std::string token = tokenShown();
    verified = verify(uuid, token);
    host->process().signal(SIGTERM);
    ASSERT_EQ(host->process().wait(), 0) << folder.log();
    folder.set("GUSTO_EVENTS_VERIFICATION_TOKEN", token);
    host = std::make_unique<HostProcess>(folder);
    client = std::make_unique<FlowClient>(host->port(), folder.apiKey());
  }

  // --- the operator ---

  PlainAnswer callGusto(std::string method, const std::string& path, const json::object& body) {
    const auto answer = testing::exchange(
        sandbox.port(),
        testing::postJson("/oauth/token", {{"grant_type", "system_access"},
                                           {"client_id", sandbox.kClientId},
                                           {"client_secret", sandbox.kClientSecret}}));
    testing::PlainRequest request = testing::postJson("/v1/webhook_subscriptions" + path, body);
    request.method = std::move(method);
    request.headers.emplace_back(
        "Authorization", "Bearer " + std::string(answer.json().at("access_token").as_string()));
    return testing::exchange(sandbox.port(), request);
  }

  std::string subscribe(const std::string& url) {
    const json::array types{"Company", "Employee", "EmployeeJobCompensation", "Payroll"};
    const auto answer = callGusto("POST", "", {{"url", url}, {"subscription_types", types}});
    EXPECT_EQ(answer.status, 201u) << answer.body;
    return std::string(answer.json().at("uuid").as_string());
  }

  /// What `patchbay events handshakes gusto` shows, once it came.
  std::string tokenShown() {
    EXPECT_TRUE(comesTrue(
        [this] { return folder.log().find("event_handshake_received") != std::string::npos; }));
    const std::string line = folder.run({"events", "handshakes", "gusto"});
    const auto begin = line.find("  ") + 2;
    return line.substr(begin, line.find('\n') - begin);
  }

  unsigned verify(const std::string& uuid, const std::string& token) {
    return callGusto("PUT", "/" + uuid + "/verify", {{"verification_token", token}}).status;
  }

  // --- Gusto ---

  /// Delivers an event of the company's, or the last one again; returns the host's status.
  std::int64_t deliver(const char* event_type, json::object more = {}) {
    more["company"] = SandboxProcess::kCompany;
    more["event_type"] = event_type;
    more["url"] = "http://127.0.0.1:" + std::to_string(host->port()) + "/integration/gusto/events";
    const auto deliveries = sandbox.control().sendEvent(more);
    return deliveries.size() == 1 ? deliveries.at(0).at("status").to_number<std::int64_t>() : -1;
  }

  // --- the backend ---

  Answer data() { return client->look("shop", "data?from_date=2026-01-01&to_date=2026-06-30"); }

  /// Waits: events are worked off after they were answered.
  static bool comesTrue(const std::function<bool()>& wish) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!wish()) {
      if (std::chrono::steady_clock::now() > give_up) return false;
      std::this_thread::yield();
    }
    return true;
  }

  bool isCounted(const std::string& outcome, int times) {
    const std::string line =
        "patchbay_event_deliveries_total{integration=\"gusto\",outcome=\"" + outcome + "\"} ";
    const auto metrics = testing::exchange(host->port(), testing::get("/metrics")).body;
    return metrics.find(line + std::to_string(times) + "\n") != std::string::npos;
  }

  SandboxProcess sandbox;
  HostFolder folder{sandbox};
  std::unique_ptr<HostProcess> host = std::make_unique<HostProcess>(folder);
  std::unique_ptr<FlowClient> client;
  unsigned verified = 0;
};

TEST_F(GustoEventsFlow, ADeprovisionedCompanyRequiresAReconnectUntilItIsConnectedAgain) {
  EXPECT_EQ(verified, 200u) << "with the token that the program showed";
  client->connect("shop", SandboxProcess::kCompany);
  ASSERT_EQ(client->token("shop").status, 200u);
  EXPECT_EQ(deliver("company.deprovisioned"), 200);
  Answer refused;
  EXPECT_TRUE(comesTrue([&] {
    refused = client->token("shop");
    return refused.status != 200;
  }));
  EXPECT_EQ(refused.status, 424u) << refused.json;
  EXPECT_EQ(refused.text("code"), "requires_reconnect");
  EXPECT_NE(json::serialize(refused.json).find("deprovisioned"), std::string::npos) << refused.json;
  client->connect("shop", SandboxProcess::kCompany);
  EXPECT_EQ(client->token("shop").status, 200u);
  EXPECT_EQ(deliver("", {{"repeat", true}}), 200);
  EXPECT_TRUE(isCounted("accepted", 1));
  EXPECT_TRUE(isCounted("duplicate", 1));
  EXPECT_EQ(client->token("shop").status, 200u) << "what came again does nothing";
}

TEST_F(GustoEventsFlow, ChangedPeopleAndPayAreFetchedAnew) {
  client->connect("shop", SandboxProcess::kCompany);
  for (const char* event : {"employee.updated", "employee_job_compensation.created"}) {
    ASSERT_EQ(data().status, 200u);
    // From here on only what is remembered can be had.
    sandbox.control().addFault(
        {{"endpoint", "GET /v1/companies/*"}, {"kind", "status"}, {"status", 400}});
    EXPECT_EQ(data().status, 200u);
    EXPECT_EQ(deliver(event), 200);
    EXPECT_TRUE(comesTrue([this] { return data().status != 200; })) << event;
    sandbox.control().clearFaults();
  }
}

TEST_F(GustoEventsFlow, AWrongSignatureIsRefused) {
  client->connect("shop", SandboxProcess::kCompany);
  EXPECT_EQ(deliver("company.deprovisioned", {{"signed", false}}), 401);
  EXPECT_TRUE(isCounted("refused", 1));
  EXPECT_EQ(deliver("employee.updated"), 200);
  EXPECT_EQ(client->token("shop").status, 200u);
}

}  // namespace
}  // namespace patchbay
