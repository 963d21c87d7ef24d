#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "tests/host/running_host.hpp"
#include "tests/plugin/plugin_folder.hpp"

namespace patchbay::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Milliseconds kTwoHours{7'200'000};

std::string tokenOf(const std::string& workspace) {
  return "/v1/workspaces/" + workspace + "/integrations/versioned/token";
}

/// Callers who ask for tokens without a pause, on threads of their own.
class Callers {
 public:
  Callers(RunningHost& host, const std::string& key, const std::vector<std::string>& workspaces) {
    for (const std::string& workspace : workspaces) {
      threads_.emplace_back([this, &host, key, workspace] { ask(host, key, workspace); });
    }
  }
  ~Callers() { stop(); }
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  /// Blocks until so many more were answered.
  void await(int more) {
    const int wanted = answered_.load() + more;
    for (int seen = answered_.load(); seen < wanted; seen = answered_.load()) answered_.wait(seen);
  }

  void stop() {
    is_over_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  /// What was no token. After `stop`.
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  void ask(RunningHost& host, const std::string& key, const std::string& workspace) {
    while (!is_over_) {
      const auto answer = host.call(key, "GET", tokenOf(workspace));
      if (answer.status != 200) {
        const std::lock_guard lock(mutex_);
        failures_.push_back(answer.body);
      }
      ++answered_;
      answered_.notify_all();
    }
  }

  std::atomic<bool> is_over_{false};
  std::atomic<int> answered_{0};
  std::mutex mutex_;  // guards failures_
  std::vector<std::string> failures_;
  std::vector<std::thread> threads_;
};

class HostReload : public ::testing::Test {
 protected:
  HostReload() {
    list("first");
    host.loadFrom(folder.path().string());
    key = host.addKey({{}, {}});
    host.start();
    // Each call to the provider is one for a pair.
    host.acme->before_answer = [this](const http::HttpRequest&) {
      if (before_pair) before_pair();
      host.scriptPair(std::to_string(++pairs_));
    };
  }

  void list(const std::string& version) {
    folder.list({entryFor("Versioned", folder.installVersion(version))});
  }

  /// What became of the one integration.
  std::string reload() {
    const auto report = host.application().reload();
    if (!report.failure.empty()) return report.failure;
    EXPECT_EQ(report.outcomes.size(), 1U);
    return std::string(name(report.outcomes.front().outcome));
  }

  void connect(const std::string& workspace) {
    auto login = host.beginLogin(host.openSession(key, workspace));
    login.callback.replace(login.callback.find("acme"), 4, "versioned");
    ASSERT_EQ(host.send("GET", login.callback, {{"Cookie", login.cookie}}).status, 200U);
  }

  /// The scope that a login asks for now.
  std::string scope() {
    return host.application().integrations().find("versioned")->app().scopes.front();
  }

  bool awaitEnded(int count) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (host.log.count("integration_ended") < count) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }

  PluginFolder folder;
  RunningHost host{{{"VERSIONED_CLIENT_ID", "id"}, {"PATCHBAY_BACKGROUND_REFRESH", "true"}}};
  std::string key;
  std::function<void()> before_pair;

 private:
  std::atomic<int> pairs_{0};
};

TEST_F(HostReload, ReplacesAnIntegrationUnderLoadAndNoRequestFails) {
  const std::vector<std::string> workspaces{"a", "b", "c"};
  for (const auto& workspace : workspaces) connect(workspace);
  Callers callers(host, key, workspaces);
  for (const char* version : {"second", "first", "second", "first", "second"}) {
    callers.await(10);
    host.clock.advance(kTwoHours);  // all have to be refreshed, by the old one or the new one
    list(version);
    EXPECT_EQ(reload(), "replaced");
    EXPECT_EQ(scope(), version);
  }
  callers.await(10);
  callers.stop();
  EXPECT_THAT(callers.failures(), IsEmpty());
  EXPECT_EQ(host.log.count("integration_replaced"), 5);
  EXPECT_TRUE(awaitEnded(5)) << "the old ones go when they have finished";
}

TEST_F(HostReload, LetsTheOldOneFinishARefreshThatIsUnderWay) {
  connect("shop");
  host.clock.advance(kTwoHours);
  std::binary_semaphore asked{0};
  std::binary_semaphore may_answer{0};
  std::once_flag once;
  before_pair = [&] {
    std::call_once(once, [&] {
      asked.release();
      may_answer.acquire();
    });
  };
  unsigned status = 0;
  std::thread caller([&] { status = host.call(key, "GET", tokenOf("shop")).status; });
  asked.acquire();
  list("second");
  EXPECT_EQ(reload(), "replaced");
  EXPECT_EQ(scope(), "second");
  may_answer.release();
  caller.join();
  EXPECT_EQ(status, 200U);
  EXPECT_TRUE(awaitEnded(1));
  EXPECT_EQ(host.call(key, "GET", tokenOf("shop")).status, 200U);
}

TEST_F(HostReload, HandsOutNothingOfAnIntegrationThatIsGone) {
  connect("shop");
  ASSERT_EQ(host.call(key, "GET", tokenOf("shop")).status, 200U) << "and is in memory now";
  auto entry = entryFor("Versioned", folder.path() / "libversioned.so");
  entry.enabled = false;
  folder.list({entry});
  EXPECT_EQ(reload(), "removed");
  EXPECT_EQ(host.call(key, "GET", tokenOf("shop")).status, 404U);
  EXPECT_EQ(host.call(key, "GET", "/v1/integrations").body, "[]");
  list("second");
  EXPECT_EQ(reload(), "loaded");
  EXPECT_EQ(host.call(key, "GET", tokenOf("shop")).status, 200U);
}

TEST_F(HostReload, StaysAsItIsWhenWhatItReadsIsBad) {
  connect("shop");
  folder.write("registry.json", "{");
  EXPECT_THAT(reload(), HasSubstr("registry.json: is not JSON"));
  EXPECT_EQ(host.log.count("reload_failed"), 1);
  folder.list({entryFor("Versioned", folder.write("libversioned.so", "no library"))});
  EXPECT_EQ(reload(), "refused");
  EXPECT_THAT(host.log.text(), HasSubstr("libversioned.so: is no ELF file"));
  EXPECT_EQ(scope(), "first");
  EXPECT_EQ(host.call(key, "GET", tokenOf("shop")).status, 200U);
}

}  // namespace
}  // namespace patchbay::testing
