#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>

#include "core/store/sql_integration_store.hpp"
#include "tests/host/running_host.hpp"
#include "tests/support/file_size_limit.hpp"
#include "tests/support/raw_database.hpp"
#include "tests/support/temporary_folder.hpp"

namespace patchbay::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kToken = "/v1/workspaces/shop/integrations/acme/token";

/// A host's upkeep hardly comes round by it, which would forget what is remembered of a grant just
/// connected. How long a request puts up with trouble is counted in pauses, which may be made
/// short.
class PausingClock final : public Clock {
 public:
  TimePoint now() const override { return shifted_.now(); }
  awaitable<void> wait(Milliseconds pause) const override {
    return shifted_.wait(pause * percent_.load() / 100);
  }
  void advance(Milliseconds by) { shifted_.advance(by); }
  void shortenPauses() { percent_ = 5; }

 private:
  ShiftedClock shifted_;
  std::atomic<int> percent_{10'000};
};

/// A host on a real database file, with one connection, whose token is in memory.
class DatabaseTrouble : public ::testing::Test {
 protected:
  void SetUp() override {
    DatabaseLocation location;
    location.sqlite_file = file;
    location.busy_timeout = patience;
    location.longest_call = std::max(location.longest_call, patience);
    migrateDatabase(location);
    host.keepIn(
        openSqlStore(location, crypto::KeyRing({{"k1", Secret(std::string(32, 'k'))}}), host.log));
    host.goBy(clock);
    key = host.addKey({});
    host.start();
    ASSERT_EQ(host.connect(key, "shop").status, 200U);
    ASSERT_EQ(token(), "access-1");
    waitUntilReady();
  }

  /// Empty when there is none.
  std::string token() {
    const auto answer = host.call(key, "GET", kToken);
    return answer.status == 200 ? std::string(bodyOf(answer).at("access_token").as_string()) : "";
  }

  /// The answer holds for a second, so one passes before each question.
  http::HttpResponse askReady() {
    clock.advance(Seconds(1));
    return host.send("GET", "/readyz");
  }
  void waitUntilReady() {
    while (askReady().status != 200U) continue;
  }
  void expectReady() {
    const auto answer = askReady();
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(R"("ready":true,"database":"ok")"));
  }
  void expectNotReadyButServingFromMemory() {
    for (int i = 0; i < 2; ++i) {
      const auto answer = askReady();
      EXPECT_EQ(answer.status, 503U) << answer.body;
      EXPECT_THAT(answer.body, HasSubstr(R"("ready":false,"database":"unavailable")"));
      EXPECT_EQ(token(), "access-1");
      EXPECT_EQ(host.send("GET", "/livez").status, 200U);
    }
  }

  Milliseconds patience{0};
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "patchbay.db";
  PausingClock clock;
  RunningHost host;
  std::string key;
};

TEST_F(DatabaseTrouble, ByALockOfAnotherProgramPasses) {
  RawDatabase other(file);
  other.run("BEGIN IMMEDIATE");
  expectNotReadyButServingFromMemory();
  other.run("COMMIT");
  expectReady();
}

/// The same with a database that lets callers wait, as one does that stands still.
class DatabaseStandstill : public DatabaseTrouble {
 protected:
  DatabaseStandstill() {
    patience = Milliseconds(600'000);
    host.waitForReadiness(Milliseconds(50));
  }
};

TEST_F(DatabaseStandstill, IsToldByReadyzBeforeItsCallEnds) {
  const int told_before = host.log.count("database_not_writable");
  RawDatabase other(file);
  other.run("BEGIN IMMEDIATE");
  expectNotReadyButServingFromMemory();
  EXPECT_EQ(host.log.count("database_not_writable"), told_before + 1)
      << "one call waits, and no second is made";
  other.run("COMMIT");
  waitUntilReady();
}

TEST_F(DatabaseTrouble, ByAFullDiskPasses) {
  {
    const FileSizeLimit full(std::filesystem::file_size(file.string() + "-wal"));
    expectNotReadyButServingFromMemory();
  }
  expectReady();
}

TEST_F(DatabaseTrouble, ByAFileThatIsAwayPasses) {
  const auto elsewhere = file.string() + ".away";
  std::filesystem::rename(file, elsewhere);
  expectNotReadyButServingFromMemory();
  std::filesystem::rename(elsewhere, file);
  expectReady();
}

TEST_F(DatabaseTrouble, MakesNoTokenCallThatCouldNotBeStored) {
  RawDatabase other(file);
  other.run("BEGIN IMMEDIATE");
  clock.advance(Seconds(7'150));
  const auto calls = host.acme->requests().size();
  EXPECT_EQ(token(), "access-1") << "it is still valid";
  clock.advance(Seconds(60));
  EXPECT_EQ(token(), "");
  EXPECT_EQ(host.acme->requests().size(), calls);
  other.run("COMMIT");
  host.scriptPair("2");
  EXPECT_EQ(token(), "access-2");
}

TEST_F(DatabaseTrouble, ConnectsNothingAndSaysSo) {
  const auto login = host.beginLogin(host.openSession(key, "bakery"));
  RawDatabase other(file);
  other.run("BEGIN IMMEDIATE");
  const auto calls = host.acme->requests().size();
  clock.shortenPauses();
  EXPECT_EQ(host.send("GET", login.callback, {{"Cookie", login.cookie}}).status, 503U);
  EXPECT_EQ(host.acme->requests().size(), calls) << "the code is not spent";
  other.run("COMMIT");
  host.scriptPair("2");
  host.scriptCompany("company-2");
  EXPECT_EQ(host.send("GET", login.callback, {{"Cookie", login.cookie}}).status, 200U);
}

}  // namespace
}  // namespace patchbay::testing
