#include <boost/asio/co_spawn.hpp>
#include <future>
#include <thread>

#include "core/base/run_to_end.hpp"
#include "tests/core/store/integration_store_contract.hpp"
#include "tests/core/store/sqlite_under_test.hpp"

namespace patchbay::testing {
namespace {

awaitable<bool> staysOnItsThread(IntegrationStore* store) {
  const auto thread = std::this_thread::get_id();
  co_await store->checkWritable();
  const auto grants = co_await store->findGrants("acme", "gusto");
  co_return grants.empty() && std::this_thread::get_id() == thread;
}

awaitable<bool> staysOnItsThreadAfterAnError(IntegrationStore* store) {
  const auto thread = std::this_thread::get_id();
  bool failed = false;
  try {
    co_await store->checkWritable();
  } catch (const IntegrationError&) {
    failed = true;
  }
  co_return failed&& std::this_thread::get_id() == thread;
}

TEST(StoreThreads, ResumeTheCallerOnItsOwn) {
  SqliteDatabase database;
  const auto store = database.open();
  EXPECT_TRUE(run(staysOnItsThread(store.get())));
  RawDatabase raw(database.file());
  raw.run("BEGIN IMMEDIATE");
  EXPECT_TRUE(run(staysOnItsThreadAfterAnError(store.get())));
}

TEST(StoreThreads, FinishWhatWaitsBeforeTheStoreGoes) {
  SqliteDatabase database;
  auto store = database.open();
  boost::asio::io_context& context = keptContext();
  std::vector<std::future<IntegrationAccess>> inserted;
  for (int i = 0; i < 20; ++i) {
    auto call = store->insertGrant(makeAccess("acme", std::to_string(i)), kNow);
    inserted.push_back(futureOf(context, std::move(call)));
  }
  context.poll();
  store.reset();
  context.run();
  for (auto& grant : inserted) EXPECT_EQ(grant.get().generation, 1);
}

TEST(StoreThreads, TurnCallsAwayWhenTooManyWait) {
  SqliteDatabase database;
  auto location = database.location();
  location.busy_timeout = Milliseconds(60'000);
  RecordingLog log;
  const auto store = openSqlStore(location, makeRing(), log);
  RawDatabase raw(database.file());
  raw.run("BEGIN IMMEDIATE");
  boost::asio::io_context& context = keptContext();
  int turned_away = 0;
  int served = 0;
  for (int i = 0; i < 10'400; ++i) {
    boost::asio::co_spawn(
        context, store->removeGrant("grant_none", 1),
        [&](std::exception_ptr failure, bool) { ++(failure ? turned_away : served); });
  }
  while (turned_away == 0) context.run_one();
  EXPECT_EQ(served, 0);
  raw.run("COMMIT");
  context.run();
  EXPECT_GE(turned_away, 100);  // 10,000 wait, besides those that are already begun together
  EXPECT_GE(served, 1);
}

}  // namespace
}  // namespace patchbay::testing
