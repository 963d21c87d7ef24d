#include "gusto_events.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.hpp"
#include "core/crypto/hmac.hpp"
#include "core/events/event_signature.hpp"
#include "gusto_integration_oauth.hpp"
#include "tests/support/integration_fixture.hpp"

namespace patchbay {
namespace {

constexpr TimePoint kReceived = TimePoint(Milliseconds(1'767'301'205'000));
constexpr const char* kCompany = "5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90";

std::string eventOf(const std::string& type, const std::string& more = "") {
  return R"({"uuid":"2b9e6a57-0c4f-4d0a-9a3d-f1c7e8b40d12","event_type":")" + type +
         R"(","resource_type":"Company","resource_uuid":")" + kCompany +
         R"(","entity_type":"Employee","entity_uuid":"c1f80d7e","timestamp":1767301200)" + more +
         "}";
}

ProviderEvent read(const std::string& body) { return readGustoEvents(body, kReceived).at(0); }

TEST(GustoEvents, TellWhichCompanyTookOurAccessAwayAndWhen) {
  const auto event = read(eventOf("company.deprovisioned"));
  EXPECT_EQ(event.id, "2b9e6a57-0c4f-4d0a-9a3d-f1c7e8b40d12");
  EXPECT_EQ(event.effect, EventEffect::deprovisioned);
  EXPECT_EQ(event.tenant_id, kCompany);
  EXPECT_EQ(event.happened_at, fromEpochSeconds(1767301200));
}

TEST(GustoEvents, OfEmployeesAndTheirPayChangeTheData) {
  for (const char* type : {"employee.created", "employee.terminated", "employee.rehired",
                           "employee_job_compensation.updated",
                           "employee_job_compensation.destroyed", "payroll.processed"}) {
    EXPECT_EQ(read(eventOf(type)).effect, EventEffect::data_changed) << type;
  }
}

TEST(GustoEvents, OfOtherThingsHaveNoEffect) {
  for (const char* type : {"company.provisioned", "company.updated", "company.suspended",
                           "bank_account.created", "company.deprovisioned.x", "employees", ""}) {
    EXPECT_EQ(read(eventOf(type)).effect, EventEffect::none) << type;
  }
}

TEST(GustoEvents, MayNameTheCompanyAsWhatChanged) {
  const auto event = read(R"({"uuid":"1","event_type":"company.deprovisioned",)"
                          R"("resource_type":"Partner","resource_uuid":"p",)"
                          R"("entity_type":"Company","entity_uuid":"c-1"})");
  EXPECT_EQ(event.tenant_id, "c-1");
  EXPECT_EQ(event.effect, EventEffect::deprovisioned);
}

TEST(GustoEvents, WithoutCompanyHaveNoEffect) {
  EXPECT_EQ(read(R"({"uuid":"1","event_type":"company.deprovisioned"})").effect, EventEffect::none);
  EXPECT_EQ(read(R"({"uuid":"1","event_type":"company.deprovisioned","resource_type":"Company",)"
                 R"("resource_uuid":null})")
                .effect,
            EventEffect::none);
}

TEST(GustoEvents, WithoutUsableTimeHappenedWhenTheyCame) {
  for (const char* time :
       {R"("2026-01-01T00:00:00Z")", "null", "-1", "1e400", "99999999999", "1.5"}) {
    try {
      const auto event = read(R"({"uuid":"1","event_type":"employee.created",)"
                              R"("resource_type":"Company","resource_uuid":"c","timestamp":)" +
                              std::string(time) + "}");
      EXPECT_EQ(event.happened_at, kReceived) << time;
    } catch (const IntegrationError& error) {
      EXPECT_EQ(std::string(time), "1e400") << error.what();
    }
  }
}

TEST(GustoEvents, MayComeAsAList) {
  const auto events = readGustoEvents(
      "[" + eventOf("employee.created") + "," + eventOf("company.updated") + "]", kReceived);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(readGustoEvents("[]", kReceived).empty());
}

TEST(GustoEvents, AreRefusedWhenTheyAreNone) {
  for (const char* body : {"", "{", "7", "{}", "[7]", R"({"uuid":7})", R"({"uuid":""})"}) {
    EXPECT_THROW(readGustoEvents(body, kReceived), IntegrationError) << body;
  }
}

TEST(GustoHandshake, BringsTheVerificationToken) {
  EXPECT_EQ(readGustoVerificationToken(R"({"verification_token":"8a1e-42","more":1})").reveal(),
            "8a1e-42");
}

TEST(GustoHandshake, IsNothingElse) {
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string(R"({"verification_token":7})"),
        std::string(R"({"verification_token":""})"), std::string(R"({"verification_token":"a b"})"),
        std::string(R"({"verification_token":"a\n"})"),
        R"({"verification_token":")" + std::string(257, 'a') + "\"}",
        eventOf("employee.created", R"(,"verification_token":"8a1e-42")")}) {
    EXPECT_TRUE(readGustoVerificationToken(body).empty()) << body.substr(0, 60);
  }
}

TEST(GustoEvents, AreSignedInHexWithTheTokenOfTheSettings) {
  testing::IntegrationFixture host(Settings::of({{"GUSTO_CLIENT_ID", "client-1"},
                                                 {"GUSTO_CLIENT_SECRET", "secret-1"},
                                                 {"GUSTO_EVENTS_VERIFICATION_TOKEN", "8a1e-42"}}));
  GustoIntegrationOAuth integration(host.context());
  integration.setup();
  EXPECT_EQ(integration.app().event_signature.header, "x-gusto-signature");
  // printf '{"uuid":"1"}' | openssl dgst -sha256 -hmac 8a1e-42
  const std::string signature = "700bf491c88a0367fd8ba29bcfbe0329bf6b3439b857c89fe41090d410e85c4c";
  const auto accept = [&](const std::string& signed_with) {
    return host.run(integration.acceptEvents(EventDelivery(signed_with, R"({"uuid":"1"})")));
  };
  EXPECT_EQ(accept(signature), EventOutcome::accepted);
  EXPECT_EQ(accept(signature.substr(2)), EventOutcome::refused);
}

}  // namespace
}  // namespace patchbay
