#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "tests/host/program.hpp"
#include "tests/plugin/plugin_folder.hpp"

namespace patchbay::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

/// The program on a folder of plugins that the test changes.
class ReloadProgram : public Program {
 protected:
  ReloadProgram() {
    set("PATCHBAY_PLUGIN_DIR", plugins.path().string());
    write(".env", "VERSIONED_CLIENT_ID=one\n");
    list("first");
  }

  void list(const std::string& version) {
    plugins.list({entryFor("Versioned", plugins.installVersion(version))});
  }

  bool awaitLogged(const std::string& event) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (errors().find(event) == std::string::npos) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }

  PluginFolder plugins;
};

TEST_F(ReloadProgram, ReloadsARunningHostAndSaysWhatBecameOfEach) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  const auto program = begin({"serve"});
  ASSERT_THAT(program->readLine(), HasSubstr("serves"));
  EXPECT_EQ(runToEnd({"integrations", "reload"}), 0);
  EXPECT_THAT(output, ContainsRegex("Versioned +kept"));
  list("second");
  EXPECT_EQ(runToEnd({"integrations", "reload"}), 0);
  EXPECT_THAT(output, ContainsRegex("Versioned +replaced"));
  plugins.write("libversioned.so", "spoilt");
  EXPECT_EQ(runToEnd({"integrations", "reload"}), 0) << "what is not listed anew is not looked at";
  plugins.list({entryFor("Versioned", plugins.path() / "libversioned.so")});
  EXPECT_EQ(runToEnd({"integrations", "reload"}), 5);
  EXPECT_THAT(output, AllOf(ContainsRegex("Versioned +refused"), HasSubstr("is no ELF file")));
  plugins.write("registry.json", "{");
  EXPECT_EQ(runToEnd({"integrations", "reload"}), 5);
  EXPECT_THAT(output, HasSubstr("nothing changed: registry.json"));
  program->signal(SIGTERM);
  EXPECT_EQ(program->wait(), 0);
  EXPECT_EQ(runToEnd({"integrations", "reload"}), 1);
  EXPECT_THAT(errors(), HasSubstr("no host runs on this data folder"));
}

TEST_F(ReloadProgram, ReloadsAtAHangUpSignalWithTheSettingsAsTheyAreThen) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  const auto program = begin({"serve"});
  ASSERT_THAT(program->readLine(), HasSubstr("serves"));
  write(".env", "VERSIONED_CLIENT_ID=two\n");
  program->signal(SIGHUP);
  EXPECT_TRUE(awaitLogged("integration_replaced"));
  write(".env", "nonsense\n");
  program->signal(SIGHUP);
  EXPECT_TRUE(awaitLogged("reload_failed"));
  program->signal(SIGTERM);
  EXPECT_EQ(program->wait(), 0);
}

TEST_F(ReloadProgram, FindsNoHostWhereOneWasKilled) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  const auto program = begin({"serve"});
  ASSERT_THAT(program->readLine(), HasSubstr("serves"));
  program->signal(SIGKILL);
  program->wait();
  EXPECT_EQ(runToEnd({"integrations", "reload"}), 1);
  EXPECT_THAT(errors(), HasSubstr("no host runs on this data folder"));
  for (const auto& entry : fs::directory_iterator(folder_ / "data")) {
    EXPECT_NE(entry.path().extension(), ".control") << "what it left was removed";
  }
}

}  // namespace
}  // namespace patchbay::testing
