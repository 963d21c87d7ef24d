#include <cstdint>
#include <fstream>
#include <functional>
#include <future>
#include <set>
#include <thread>

#include "core/base/run_to_end.hpp"
#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/killed_writer.hpp"
#include "tests/core/store/sqlite_under_test.hpp"
#include "tests/support/file_size_limit.hpp"

namespace patchbay::testing {
namespace {

// More than the store commits together: however many of them the first transaction takes, the
// second has more than one.
constexpr int kCalls = 140;
constexpr int kMostTransactions = 3;

DatabaseLocation patientLocation(const SqliteDatabase& database) {
  DatabaseLocation location = database.location();
  location.busy_timeout = Milliseconds(60'000);
  location.longest_call = Milliseconds(60'000);
  return location;
}

/// Transactions committed so far: a counter in the index of the write-ahead log
/// (sqlite.org/walformat.html section 2.1, `iChange`).
std::uint32_t commitsOf(const SqliteDatabase& database) {
  std::ifstream index(database.file().string() + "-shm", std::ios::binary);
  std::uint32_t count = 0;
  index.seekg(8);
  index.read(reinterpret_cast<char*>(&count), sizeof count);
  return count;
}

/// Calls that all wait while another program has the database locked, and then go on at once.
template <typename Result>
class Crowd {
 public:
  Crowd(const SqliteDatabase& database, std::function<awaitable<Result>(int)> call)
      : lock_(database.file()) {
    lock_.run("BEGIN IMMEDIATE");
    for (int i = 0; i < kCalls; ++i) {
      results_.push_back(futureOf(context_, call(i)));
    }
    context_.poll();
  }

  /// @returns what the calls came to, in order.
  std::vector<std::future<Result>> letGo() {
    lock_.run("COMMIT");
    context_.run();
    return std::move(results_);
  }

 private:
  RawDatabase lock_;
  boost::asio::io_context& context_ = keptContext();
  std::vector<std::future<Result>> results_;
};

std::string grantName(int number) { return "grant-" + std::to_string(1'000 + number); }

awaitable<IntegrationAccess> insertNamed(IntegrationStore& store, int number) {
  auto access = makeAccess("acme", std::to_string(number));
  access.grant_id = grantName(number);
  return store.insertGrant(std::move(access), kNow);
}

class SqliteTogether : public ::testing::Test {
 protected:
  std::set<std::string> storedGrants() {
    std::set<std::string> ids;
    for (const auto& grant : run(store_->findGrants("acme", "gusto"))) ids.insert(grant.grant_id);
    return ids;
  }
  void insertAll() {
    Crowd<IntegrationAccess> crowd(database_, [this](int i) { return insertNamed(*store_, i); });
    for (auto& grant : crowd.letGo()) grant.get();
  }

  SqliteDatabase database_;
  RecordingLog log_;
  std::unique_ptr<IntegrationStore> store_ =
      openSqlStore(patientLocation(database_), makeRing(), log_);
};

TEST_F(SqliteTogether, CallsThatWaitAtTheSameTimeShareATransactionAndKeepTheirOrder) {
  run(store_->checkWritable());
  const auto before = commitsOf(database_);
  Crowd<IntegrationAccess> crowd(database_, [this](int i) { return insertNamed(*store_, i); });
  for (auto& grant : crowd.letGo()) EXPECT_EQ(grant.get().generation, 1);
  EXPECT_LE(commitsOf(database_) - before, kMostTransactions);
  const auto stored = run(store_->findGrants("acme", "gusto"));  // as they arrived
  ASSERT_EQ(stored.size(), kCalls);
  for (int i = 0; i < kCalls; ++i) EXPECT_EQ(stored[i].grant_id, grantName(i));
}

TEST_F(SqliteTogether, ACallThatIsRefusedHalfwayIsUndoneAlone) {
  insertAll();
  Crowd<std::optional<IntegrationAccess>> crowd(database_, [&](int i) {
    std::vector<Tenant> tenants{Tenant("tenant " + std::to_string(i), "")};
    if (i % 3 == 0) tenants.emplace_back(std::string("a\0b", 3), "");
    return store_->attachTenants(grantName(i), 1, tenants, TenantCount::many, kNow);
  });
  auto results = crowd.letGo();
  for (int i = 0; i < kCalls; ++i) {
    const auto stored = [&] { return run(store_->findGrant(grantName(i)))->tenants.size(); };
    if (i % 3 == 0) {
      EXPECT_EQ(codeOf([&] { results[i].get(); }), ErrorCode::invalid_request);
      EXPECT_EQ(stored(), 0U);
    } else {
      EXPECT_TRUE(results[i].get());
      EXPECT_EQ(stored(), 1U);
    }
  }
}

TEST_F(SqliteTogether, ACallThatTheDatabaseRefusesUndoesNoOther) {
  ApiKey twice;
  twice.id = "twice";
  run(store_->insertApiKey(twice));
  const auto insertKey = [this](int i) {
    ApiKey key;
    key.id = i % 50 == 49 ? "twice" : "key " + std::to_string(i);
    return store_->insertApiKey(key);
  };
  Crowd<void> crowd(database_, insertKey);
  auto results = crowd.letGo();
  for (int i = 0; i < kCalls; ++i) {
    if (i % 50 == 49) {
      EXPECT_EQ(codeOf([&] { results[i].get(); }), ErrorCode::internal);
    } else {
      results[i].get();
    }
  }
  EXPECT_EQ(run(store_->listApiKeys()).size(), 1U + kCalls - kCalls / 50);
}

TEST_F(SqliteTogether, EachSeesWhatThoseBeforeItDid) {
  const auto grant = insert(*store_, "acme", "1");
  Crowd<RefreshClaim> crowd(database_, [&](int i) {
    return store_->claimRefresh(grant.grant_id, 1, "host-" + std::to_string(i), kLease);
  });
  int claimed = 0;
  for (auto& result : crowd.letGo()) {
    const auto kind = result.get().kind;
    EXPECT_TRUE(kind == RefreshClaim::Kind::claimed || kind == RefreshClaim::Kind::busy);
    if (kind == RefreshClaim::Kind::claimed) ++claimed;
  }
  EXPECT_EQ(claimed, 1);
}

TEST_F(SqliteTogether, ACommitThatFailsIsToldToEveryCaller) {
  run(store_->checkWritable());
  {
    const auto wal = database_.file().string() + "-wal";
    const FileSizeLimit full(std::filesystem::file_size(wal));
    Crowd<IntegrationAccess> crowd(database_, [this](int i) { return insertNamed(*store_, i); });
    for (auto& grant : crowd.letGo()) {
      EXPECT_EQ(codeOf([&] { grant.get(); }), ErrorCode::storage_unavailable);
    }
  }
  EXPECT_EQ(storedGrants().size(), 0U);
  insertAll();
  EXPECT_EQ(storedGrants().size(), kCalls);
}

awaitable<bool> insertAcknowledged(IntegrationStore& store, int number,
                                   std::function<void()> acknowledge) {
  const auto grant = co_await insertNamed(store, number);
  acknowledge();
  co_return grant.generation == 1;
}

void insertCrowd(const SqliteDatabase& database, const std::function<void()>& acknowledge) {
  RecordingLog log;
  const auto store = openSqlStore(patientLocation(database), makeRing(), log);
  const auto call = [&](int i) { return insertAcknowledged(*store, i, acknowledge); };
  Crowd<bool> crowd(database, call);
  for (auto& inserted : crowd.letGo()) inserted.get();
}

TEST(SqliteTogetherKilled, LosesNoAcknowledgedCallAndNoneBeforeOneThatItKept) {
  bool killed = true;
  int writes = 1;
  for (; killed; writes += 60) {
    SqliteDatabase database;
    const auto outcome = workInProcess(writes, [&](const std::function<void()>& acknowledge) {
      insertCrowd(database, acknowledge);
    });
    const auto store = database.open();
    const auto stored = run(store->findGrants("acme", "gusto"));
    EXPECT_GE(std::ssize(stored), outcome.acknowledged);
    for (int i = 0; i < std::ssize(stored); ++i) EXPECT_EQ(stored[i].grant_id, grantName(i));
    EXPECT_EQ(RawDatabase(database.file()).read("PRAGMA integrity_check"), "ok");
    killed = outcome.killed;
  }
  EXPECT_GT(writes, 180) << "the writes were not seen";
}

}  // namespace
}  // namespace patchbay::testing
