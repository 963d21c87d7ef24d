#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/crypto/digest.hpp"
#include "core/store/sql_integration_store.hpp"
#include "tests/host/program.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {
namespace {

using ::testing::HasSubstr;

TEST_F(Program, ShowsTheVerificationTokensThatAProviderSent) {
  const std::string key(32, 'k');
  set("PATCHBAY_KEYS", "k1:" + crypto::base64(key));
  ASSERT_EQ(runToEnd({"init"}), 0);
  DatabaseLocation location;
  location.sqlite_file = folder_ / "data/patchbay.db";
  RecordingLog log;
  const auto store = openSqlStore(location, crypto::KeyRing({{"k1", Secret(key)}}), log);
  EventHandshake handshake;
  handshake.integration = "gusto";
  handshake.verification_token = Secret("8a1e-42");
  handshake.received_at = fromEpochSeconds(1'767'225'600);
  run(store->insertEventHandshake(handshake));
  EXPECT_EQ(runToEnd({"events", "handshakes", "Gusto"}), 0) << errors();
  EXPECT_EQ(output, "2026-01-01T00:00:00Z  8a1e-42\n");
  EXPECT_THAT(errors(), HasSubstr("Anybody can send such a token"));
}

TEST_F(Program, SaysHowToGetAVerificationToken) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  EXPECT_EQ(runToEnd({"events", "handshakes", "gusto"}), 1);
  EXPECT_THAT(errors(), HasSubstr("<public URL>/integration/gusto/events"));
}

}  // namespace
}  // namespace patchbay::testing
