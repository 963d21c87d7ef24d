#include "core/plugin/integration_registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "tests/plugin/plugin_folder.hpp"
#include "tests/support/integration_fixture.hpp"

namespace patchbay {
namespace {

using testing::entryFor;
using ::testing::HasSubstr;
using testing::IntegrationFixture;
using testing::PluginFolder;
using ::testing::StartsWith;

/// An integration that is part of the program.
class LinkedIntegration final : public IntegrationOAuth {
 public:
  explicit LinkedIntegration(const IntegrationContext& context) : IntegrationOAuth(context) {
    setup();
  }

 private:
  OAuthApp registerOAuthApp(const Settings&) override {
    OAuthApp app;
    app.name = "Linked";
    app.client_id = "id";
    app.client_secret = Secret("secret");
    app.authorization_endpoint = "https://linked.example/authorize";
    app.token_endpoint = "https://linked.example/token";
    return app;
  }
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    co_return access.token;
  }
  awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access) override {
    co_return access;
  }
};

class Registry : public ::testing::Test {
 protected:
  std::string reasonOf(const RegistryEntry& entry) {
    folder.list({entry});
    const auto registry = setupIntegrations(folder.path(), host.context());
    EXPECT_TRUE(registry.all().empty());
    return registry.refused().empty() ? "" : registry.refused().front().reason;
  }

  std::string registryDefect(const std::string& text) {
    folder.write("registry.json", text);
    try {
      readRegistry(folder.path());
      return {};
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), ErrorCode::plugin_refused);
      return error.publicText();
    }
  }

  IntegrationFixture host{
      Settings::of({{"XXXXX_CLIENT_ID", "id"}, {"XXXXX_CLIENT_SECRET", "secret"}})};
  PluginFolder folder;
};

TEST_F(Registry, FindsAnIntegrationByItsNameInAnyCase) {
  folder.list({entryFor("XxXxX", folder.installTemplate("libgood.so", "payroll"))});
  const auto registry = setupIntegrations(folder.path(), host.context());
  ASSERT_NE(registry.find("xxxxx"), nullptr);
  EXPECT_EQ(registry.find("XXXXX"), registry.find("xxxxx"));
  EXPECT_EQ(registry.find("xxxx"), nullptr);
  EXPECT_EQ(registry.find("xxxxx")->loginEndpoint(), "/integration/xxxxx/login");
}

TEST_F(Registry, LoadsTheOthersWhenOneIsRefused) {
  folder.list({entryFor("Throws", folder.installDoctored("throws")),
               entryFor("Missing", folder.installDoctored("no_symbol")),
               entryFor("XxXxX", folder.installTemplate("libgood.so", "payroll"))});
  const auto registry = setupIntegrations(folder.path(), host.context());
  EXPECT_NE(registry.find("XxXxX"), nullptr);
  ASSERT_EQ(registry.refused().size(), 2U);
  EXPECT_EQ(registry.refused()[0].name, "Throws");
  EXPECT_EQ(registry.refused()[1].name, "Missing");
}

TEST_F(Registry, LeavesOutWhatIsNotEnabled) {
  auto entry = entryFor("XxXxX", folder.installTemplate("libgood.so", "payroll"));
  entry.enabled = false;
  folder.list({entry});
  const auto registry = setupIntegrations(folder.path(), host.context());
  EXPECT_TRUE(registry.all().empty());
  EXPECT_TRUE(registry.refused().empty());
}

TEST_F(Registry, RefusesTheSecondOfOneName) {
  folder.list({entryFor("XxXxX", folder.installTemplate("liba.so", "payroll")),
               entryFor("XXXXX", folder.installTemplate("libb.so", "accounting"))});
  const auto registry = setupIntegrations(folder.path(), host.context());
  EXPECT_EQ(registry.all().size(), 1U);
  ASSERT_EQ(registry.refused().size(), 1U);
  EXPECT_THAT(registry.refused()[0].reason, HasSubstr("libb.so: the name XXXXX is listed before"));
}

TEST_F(Registry, RefusesAnIntegrationWhoseConstructorThrows) {
  const auto throws = folder.installDoctored("throws");
  EXPECT_EQ(reasonOf(entryFor("Doctored", throws)),
            "libthrows.so: failed to start (no good); correct it and run make");
  const auto throws_number = folder.installDoctored("throws_number");
  EXPECT_THAT(reasonOf(entryFor("Doctored", throws_number)), HasSubstr("no exception"));
  const auto makes_nothing = folder.installDoctored("makes_nothing");
  EXPECT_THAT(reasonOf(entryFor("Doctored", makes_nothing)), HasSubstr("made no integration"));
}

TEST_F(Registry, RefusesALibraryThatHoldsAnotherIntegration) {
  const auto file = folder.installTemplate("libgood.so", "payroll");
  EXPECT_THAT(reasonOf(entryFor("Gusto", file)), HasSubstr("libgood.so: holds XxXxX, not Gusto"));
}

TEST_F(Registry, RefusesAnIntegrationThatLacksASettingAndNamesIt) {
  folder.list({entryFor("XxXxX", folder.installTemplate("libgood.so", "payroll"))});
  IntegrationFixture bare(Settings::of({}));
  const auto registry = setupIntegrations(folder.path(), bare.context());
  ASSERT_EQ(registry.refused().size(), 1U);
  EXPECT_THAT(registry.refused()[0].reason, HasSubstr("XXXXX_CLIENT_ID"));
}

TEST_F(Registry, RefusesAFileOutsideOfItsFolderAndANameThatIsNone) {
  auto entry = entryFor("XxXxX", folder.installTemplate("libgood.so", "payroll"));
  for (const char* file : {"../libgood.so", "/tmp/libgood.so", "a/libgood.so", "..", "."}) {
    entry.file = file;
    EXPECT_THAT(reasonOf(entry), HasSubstr("is no plain file name")) << file;
  }
  entry.file = "libgood.so";
  for (const char* name : {"9lives", "a_b", "../x", "X\n"}) {
    entry.name = name;
    EXPECT_THAT(reasonOf(entry), HasSubstr("is no name of an integration")) << name;
  }
}

TEST_F(Registry, TakesALinkedIntegrationOnlyOnce) {
  IntegrationRegistry registry;
  registry.add(std::make_unique<LinkedIntegration>(host.context()));
  EXPECT_NE(registry.find("linked"), nullptr);
  EXPECT_THROW(registry.add(std::make_unique<LinkedIntegration>(host.context())), IntegrationError);
  EXPECT_EQ(registry.all().size(), 1U);
}

TEST_F(Registry, IsRefusedWhenItsFileCannotBeRead) {
  EXPECT_EQ(registryDefect(""), "registry.json: is empty; run make to build it again");
  EXPECT_THAT(registryDefect("{"), StartsWith("registry.json: is not JSON"));
  EXPECT_THAT(registryDefect("[]"), HasSubstr("has no list \"integrations\""));
  EXPECT_THAT(registryDefect(R"({"integrations":{}})"), HasSubstr("has no list"));
  EXPECT_THAT(registryDefect(R"({"integrations":[1]})"), HasSubstr("an entry is no object"));
  EXPECT_THAT(registryDefect(R"({"integrations":[{"name":7}]})"), HasSubstr("no text \"name\""));
  EXPECT_THAT(
      registryDefect(R"({"integrations":[{"name":"A","file":"a","sha256":"00","enabled":"yes"}]})"),
      HasSubstr("\"enabled\" of A is no boolean"));
}

TEST_F(Registry, IsRefusedWhenOthersMayWriteIt) {
  folder.list({});
  EXPECT_TRUE(readRegistry(folder.path()).empty());
  std::filesystem::permissions(folder.path() / "registry.json",
                               std::filesystem::perms::others_write,
                               std::filesystem::perm_options::add);
  EXPECT_THROW(readRegistry(folder.path()), IntegrationError);
}

}  // namespace
}  // namespace patchbay
