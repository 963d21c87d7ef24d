#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <map>
#include <string>

#include "tests/flow/flow_client.hpp"
#include "tests/flow/host_inside.hpp"
#include "tests/flow/host_process.hpp"
#include "tests/support/plain_http.hpp"

// What the settings say of companies: how many a workspace may hold, and what a disconnect ends.

namespace patchbay {
namespace {

using testing::FlowClient;
using testing::HostFolder;
using testing::HostInside;
using testing::SandboxProcess;
using testing::ShiftedClock;

class GustoCompanies : public ::testing::Test {
 protected:
  explicit GustoCompanies(const std::map<std::string, std::string>& settings)
      : folder(sandbox, settings) {}

  unsigned statusAtProvider(const std::string& token) {
    return testing::exchange(sandbox.port(), testing::get("/v1/token_info", token)).status;
  }

  /// How many token pairs of the company still work at Gusto.
  std::size_t livePairs(std::string_view company) {
    std::size_t count = 0;
    const auto gusto = sandbox.control().state().at("gusto").as_object();
    for (const auto& pair : gusto.at("token_pairs").as_array()) {
      const bool is_live = pair.at("refresh_token_death").as_string().empty() &&
                           pair.at("access_token_death").as_string().empty();
      if (is_live && pair.at("company").as_string() == company) ++count;
    }
    return count;
  }

  SandboxProcess sandbox;
  HostFolder folder;
  ShiftedClock clock;
  HostInside host{folder, clock};
  FlowClient client{host.port(), folder.apiKey()};
};

class OneGustoCompany : public GustoCompanies {
 protected:
  OneGustoCompany() : GustoCompanies({{"GUSTO_TENANTS", "one"}}) {}
};

class WholeGustoDisconnect : public GustoCompanies {
 protected:
  WholeGustoDisconnect() : GustoCompanies({{"GUSTO_DISCONNECT", "company"}}) {}
};

TEST_F(OneGustoCompany, StaysWhenTheUserPicksAnotherAndIsHealedWhenItIsPickedAgain) {
  ASSERT_EQ(client.connect("shop", SandboxProcess::kCompany).status, 200u);
  const auto refused = client.connect("shop", SandboxProcess::kOtherCompany);
  EXPECT_EQ(refused.status, 409u) << refused.body;
  EXPECT_EQ(livePairs(SandboxProcess::kOtherCompany), 0u) << "the login is undone at Gusto";
  EXPECT_EQ(client.token("shop").text("tenant_id"), SandboxProcess::kCompany);
  EXPECT_EQ(client.connect("shop", SandboxProcess::kCompany).status, 200u);
  EXPECT_EQ(client.look("shop", "tenants").json.as_array().size(), 1u);
  EXPECT_EQ(statusAtProvider(client.token("shop").text("access_token")), 200u);
}

TEST_F(WholeGustoDisconnect, EndsTheAccessOfOtherWorkspacesToo) {
  client.connect("shop", SandboxProcess::kCompany);
  client.connect("bakery", SandboxProcess::kCompany);
  client.connect("harbor", SandboxProcess::kOtherCompany);
  EXPECT_EQ(client.disconnect("shop").json.at("revoked_at_provider"), 1);
  EXPECT_EQ(livePairs(SandboxProcess::kCompany), 0u) << "by a system access token";
  EXPECT_EQ(client.token("shop").status, 404u);
  EXPECT_EQ(statusAtProvider(client.token("harbor").text("access_token")), 200u);
}

}  // namespace
}  // namespace patchbay
