#include <gtest/gtest.h>

#include <boost/asio/system_executor.hpp>
#include <boost/json/value.hpp>
#include <future>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/run_to_end.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "tests/flow/flow_client.hpp"
#include "tests/flow/host_inside.hpp"
#include "tests/flow/host_process.hpp"
#include "tests/support/run.hpp"

// Payroll data of the sandbox's company, through the real plugin in the real host.

namespace patchbay {
namespace {

using testing::Answer;
using testing::FlowClient;
using testing::HostFolder;
using testing::HostInside;
using testing::SandboxProcess;
using testing::ShiftedClock;

using std::chrono::year;

class GustoDataFlow : public ::testing::Test {
 protected:
  Answer data() {
    return client.call("GET",
                       "/v1/workspaces/shop/integrations/gusto/data?from_date=2026-01-01"
                       "&to_date=2026-06-30");
  }

  static std::string salaryOf(const Answer& answer, std::string_view name) {
    for (const auto& employee : answer.json.at("employees").as_array()) {
      if (employee.at("name").as_string() != name) continue;
      const auto& salary = employee.at("monthly_salary");
      return salary.is_string() ? std::string(salary.get_string()) : "unknown";
    }
    return "not listed";
  }

  static bool warns(const Answer& answer, std::string_view code) {
    for (const auto& warning : answer.json.at("warnings").as_array()) {
      if (warning.at("code").as_string() == code) return true;
    }
    return false;
  }

  /// How many people came, as an adapter of its own tells: no memory is in between.
  static awaitable<std::size_t> fetch(FetchAdapter* adapter, IntegrationAccess access) {
    const DateRange range(year(2026) / 1 / 1, year(2026) / 6 / 30);
    DataRequest request(std::move(access), std::string(SandboxProcess::kCompany), range,
                        year(2026) / 7 / 1);
    const NormalisedData fetched = co_await adapter->getData(std::move(request));
    co_return std::get<PayrollData>(fetched).employees.size();
  }

  SandboxProcess sandbox;
  HostFolder folder{sandbox};
  ShiftedClock clock;
  HostInside host{folder, clock};
  FlowClient client{host.port(), folder.apiKey()};
};

TEST_F(GustoDataFlow, TellsWhatPeopleCostAMonth) {
  client.connect("shop", SandboxProcess::kCompany);
  const Answer answer = data();
  ASSERT_EQ(answer.status, 200u) << answer.json;
  EXPECT_EQ(answer.text("currency"), "USD");
  EXPECT_EQ(salaryOf(answer, "Ottoline Grieve"), "7208.33") << "86500 a year";
  EXPECT_EQ(salaryOf(answer, "Niall Rosander"), "4246.67") << "980 a week";
  EXPECT_EQ(salaryOf(answer, "Ines Okafor"), "3217.50") << "24.75 an hour, 30 hours";
  EXPECT_EQ(salaryOf(answer, "Maribel Osei"), "unknown") << "by the paycheck";
  EXPECT_EQ(salaryOf(answer, "Ivo Castellan"), "unknown") << "by commission";
  EXPECT_FALSE(warns(answer, "missing_permission"));
}

TEST_F(GustoDataFlow, SaysWhenPayMayNotBeRead) {
  sandbox.control().change({{"scope", "public companies:read employees:read"}});
  client.connect("shop", SandboxProcess::kCompany);
  const Answer answer = data();
  ASSERT_EQ(answer.status, 200u) << answer.json;
  EXPECT_TRUE(warns(answer, "missing_permission"));
  EXPECT_EQ(salaryOf(answer, "Ottoline Grieve"), "unknown");
}

// Few enough to stay below Gusto's limit of calls a minute, which would have them wait.
TEST_F(GustoDataFlow, ManyRefusedFetchesMakeOneRefresh) {
  client.connect("shop", SandboxProcess::kCompany);
  IntegrationOAuth& gusto = host.integration("gusto");
  AccessRequest wish("shop", "", Seconds(60));
  const IntegrationAccess access = testing::run(gusto.getIntegrationAccess(std::move(wish)));
  const auto adapter = gusto.makeFetchAdapter();
  sandbox.control().expireTokens();  // and the host does not know
  sandbox.control().clearLedger();

  const boost::asio::system_executor threads;
  std::vector<std::future<std::size_t>> calls;
  for (int i = 0; i < 25; ++i) {
    calls.push_back(futureOf(threads, fetch(adapter.get(), access)));
  }
  const std::size_t people = calls.front().get();
  EXPECT_GT(people, 0u);
  for (std::size_t i = 1; i < calls.size(); ++i) EXPECT_EQ(calls[i].get(), people);
  EXPECT_EQ(sandbox.control().count("token_calls"), 1);
  EXPECT_GT(gusto.apiTotals().renewals, 0u);
}

TEST_F(GustoDataFlow, WaitsForAProviderThatAsksTo) {
  client.connect("shop", SandboxProcess::kCompany);
  sandbox.control().addFault({{"endpoint", "GET /v1/companies/*"},
                              {"kind", "status"},
                              {"status", 503},
                              {"retry_after", "1"},
                              {"count", 1}});
  EXPECT_EQ(data().status, 200u);
  EXPECT_EQ(host.integration("gusto").apiTotals().retries, 1u);
}

TEST_F(GustoDataFlow, OfARemovedApplicationRequireAReconnect) {
  client.connect("shop", SandboxProcess::kCompany);
  sandbox.control().removeApplication(SandboxProcess::kCompany);
  const Answer answer = data();
  EXPECT_EQ(answer.status, 424u) << answer.json;
  EXPECT_EQ(answer.text("code"), "requires_reconnect");
  EXPECT_NE(answer.text("reconnect_url"), "");
}

}  // namespace
}  // namespace patchbay
