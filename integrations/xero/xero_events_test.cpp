#include "xero_events.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "tests/support/testdata.hpp"

namespace patchbay {
namespace {

using namespace std::chrono_literals;
using std::chrono::January;

constexpr TimePoint kReceived{Seconds(1'800'000'000)};

std::vector<ProviderEvent> readFile() {
  return readXeroEvents(testing::readText(std::string(PATCHBAY_TESTDATA) + "/events.json"),
                        kReceived);
}

ProviderEvent readOne(const std::string& members) {
  return readXeroEvents(R"({"events":[{"tenantId":"t-1",)" + members + "}]}", kReceived).at(0);
}

TEST(XeroEvents, OfBookingsChangeTheReports) {
  const auto events = readFile();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].effect, EventEffect::data_changed);
  EXPECT_EQ(events[0].tenant_id, "3f9a7c20-5d18-4be4-a2f6-e0b1c4d97a35");
  EXPECT_EQ(events[0].happened_at, TimePoint(std::chrono::sys_days(2026y / January / 1)));
  EXPECT_EQ(events[1].effect, EventEffect::none);
  for (const auto* category : {"CREDITNOTE", "PREPAYMENT", "OVERPAYMENT"}) {
    EXPECT_EQ(readOne(R"("eventCategory":")" + std::string(category) + "\"").effect,
              EventEffect::data_changed);
  }
}

TEST(XeroEvents, HaveTheSameIdWhenTheyComeAgain) {
  EXPECT_EQ(readFile()[0].id, readFile()[0].id);
  EXPECT_NE(readFile()[0].id, readFile()[1].id);
  EXPECT_NE(readOne(R"("resourceId":"a","eventDateUtc":"2026-01-01T09:00:01.1")").id,
            readOne(R"("resourceId":"a","eventDateUtc":"2026-01-01T09:00:01.2")").id);
}

TEST(XeroEvents, MayBeNone) {
  EXPECT_TRUE(readXeroEvents(R"({"events":[],"firstEventSequence":0,"lastEventSequence":0,)"
                             R"("entropy":"S0m3r4N0m3t3xt"})",
                             kReceived)
                  .empty());
}

TEST(XeroEvents, CountFromWhenTheyCameWithoutATimeOfTheirOwn) {
  EXPECT_EQ(readOne(R"("eventDateUtc":"soon")").happened_at, kReceived);
  EXPECT_EQ(readOne(R"("eventDateUtc":7)").happened_at, kReceived);
}

TEST(XeroEvents, LeaveOutWhatNamesNoTenant) {
  EXPECT_TRUE(readXeroEvents(R"({"events":[{},7,null,{"tenantId":""}]})", kReceived).empty());
}

TEST(XeroEvents, AreRefusedWhenTheyAreNone) {
  for (const auto* body : {"", "[]", "{}", R"({"events":{}})", "x"}) {
    EXPECT_THROW(readXeroEvents(body, kReceived), IntegrationError) << body;
  }
}

}  // namespace
}  // namespace patchbay
