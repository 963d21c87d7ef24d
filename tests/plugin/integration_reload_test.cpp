#include "core/plugin/integration_reload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/plugin/live_integrations.hpp"
#include "tests/plugin/plugin_folder.hpp"
#include "tests/support/integration_fixture.hpp"

namespace patchbay {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::entryFor;
using ::testing::HasSubstr;
using testing::IntegrationFixture;
using ::testing::IsEmpty;
using testing::PluginFolder;

class Reload : public ::testing::Test {
 protected:
  /// Reads the registry again. @returns `<name> <outcome>` for each.
  std::vector<std::string> reload(const IntegrationContext& context) {
    auto next = reloadIntegrations(folder.path(), context, nullptr, live.registry());
    std::vector<std::string> outcomes;
    text.clear();
    for (const auto& one : next.outcomes) {
      outcomes.push_back(one.name + " " + std::string(name(one.outcome)));
      text += one.text + "\n";
    }
    live.replace(std::move(next.registry));
    return outcomes;
  }
  std::vector<std::string> reload() { return reload(host.context()); }

  void list(const std::string& version) {
    folder.list({entryFor("Versioned", folder.installVersion(version))});
  }

  std::string scope() { return live.find("versioned")->app().scopes.front(); }

  IntegrationFixture host{Settings::of({{"VERSIONED_CLIENT_ID", "one"}})};
  PluginFolder folder;
  LiveIntegrations live;
  std::string text;  // what the last reload said besides
};

TEST_F(Reload, BringsUpWhatIsNew) {
  folder.list({});
  EXPECT_THAT(reload(), IsEmpty());
  list("first");
  EXPECT_THAT(reload(), ElementsAre("Versioned loaded"));
  EXPECT_EQ(scope(), "first");
}

TEST_F(Reload, LeavesWhatDidNotChange) {
  list("first");
  reload();
  const auto before = live.find("versioned");
  EXPECT_THAT(reload(), ElementsAre("Versioned kept"));
  EXPECT_EQ(live.find("versioned"), before);
  EXPECT_FALSE(live.hasRetired());
}

TEST_F(Reload, ReplacesALibraryThatWasWrittenOverWhileTheOldOneIsInUse) {
  list("first");
  reload();
  const auto in_use = live.find("versioned");
  list("second");
  EXPECT_THAT(reload(), ElementsAre("Versioned replaced"));
  EXPECT_EQ(scope(), "second");
  EXPECT_EQ(in_use->app().scopes.front(), "first");
  EXPECT_THAT(host.run(in_use->listAccess("shop")), IsEmpty()) << "its code still runs";
}

TEST_F(Reload, EndsTheOldOneOnlyWhenItsLastUserLetItGo) {
  list("first");
  reload();
  auto request = live.find("versioned");
  auto flight = request->refresher().hold();
  list("second");
  reload();
  EXPECT_THAT(live.endUnused(), IsEmpty());
  auto late = request->refresher().hold();
  EXPECT_NE(late, nullptr) << "who uses it may begin something that uses it too";
  request.reset();
  flight.reset();
  EXPECT_THAT(live.endUnused(), IsEmpty());
  late.reset();
  EXPECT_THAT(live.endUnused(), ElementsAre("versioned"));
  EXPECT_FALSE(live.hasRetired());
}

TEST_F(Reload, GoesBackToAVersionThatServedBefore) {
  for (const char* version : {"first", "second", "first", "second"}) {
    list(version);
    reload();
    EXPECT_EQ(scope(), version);
  }
}

TEST_F(Reload, KeepsTheOldOneWhenTheNewIsBad) {
  list("first");
  reload();
  auto entry = entryFor("Versioned", folder.installVersion("second"));
  entry.sha256 = std::string(64, '0');
  folder.list({entry});
  EXPECT_THAT(reload(), ElementsAre("Versioned refused"));
  EXPECT_THAT(text, AllOf(HasSubstr("libversioned.so: its SHA-256 differs"),
                          HasSubstr("the one before goes on serving")));
  EXPECT_EQ(scope(), "first");
  EXPECT_THAT(live.refused(), IsEmpty()) << "it serves";
  list("second");
  EXPECT_THAT(reload(), ElementsAre("Versioned replaced"));
}

TEST_F(Reload, KeepsTheOldOneWhenTheNewIsOfAnotherCompiler) {
  list("first");
  reload();
  folder.list({entryFor("Versioned", folder.installDoctored("wrong_toolchain"))});
  EXPECT_THAT(reload(), ElementsAre("Versioned refused"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "libwrong_toolchain.so: built for toolchain borland-5, this host has " PATCHBAY_TOOLCHAIN
          "; rebuild it with make"));
  EXPECT_EQ(scope(), "first");
}

TEST_F(Reload, TakesAwayWhatIsDisabledOrGone) {
  list("first");
  reload();
  auto entry = entryFor("Versioned", folder.path() / "libversioned.so");
  entry.enabled = false;
  folder.list({entry});
  EXPECT_THAT(reload(), ElementsAre("Versioned removed"));
  EXPECT_EQ(live.find("versioned"), nullptr);
  list("first");
  EXPECT_THAT(reload(), ElementsAre("Versioned loaded"));
  folder.list({});
  EXPECT_THAT(reload(), ElementsAre("Versioned removed"));
  EXPECT_THAT(live.all(), IsEmpty());
}

TEST_F(Reload, TakesUpChangedSettingsOfAProviderAndNoOthers) {
  list("first");
  reload();
  IntegrationFixture others(
      Settings::of({{"VERSIONED_CLIENT_ID", "one"}, {"OTHER_CLIENT_ID", "x"}}));
  EXPECT_THAT(reload(others.context()), ElementsAre("Versioned kept"));
  IntegrationFixture changed(Settings::of({{"VERSIONED_CLIENT_ID", "two"}}));
  EXPECT_THAT(reload(changed.context()), ElementsAre("Versioned replaced"));
  EXPECT_EQ(live.find("versioned")->app().client_id, "two");
  IntegrationFixture missing(Settings::of({}));
  EXPECT_THAT(reload(missing.context()), ElementsAre("Versioned refused"));
  EXPECT_THAT(text, HasSubstr("VERSIONED_CLIENT_ID"));
  EXPECT_EQ(live.find("versioned")->app().client_id, "two");
}

TEST_F(Reload, TouchesNothingWhenTheRegistryCannotBeRead) {
  list("first");
  reload();
  folder.write("registry.json", "{");
  EXPECT_THROW(reload(), IntegrationError);
  EXPECT_EQ(scope(), "first");
}

}  // namespace
}  // namespace patchbay
