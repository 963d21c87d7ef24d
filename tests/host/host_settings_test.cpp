#include "host/host_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/base/error.hpp"
#include "host/start_up.hpp"
#include "tests/support/refusal.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

HostSettings read(std::map<std::string, std::string> values) {
  return HostSettings::read(Settings::of(std::move(values)));
}

std::string refusalOf(std::map<std::string, std::string> values) {
  return testing::refusalOf(ErrorCode::settings_invalid, [&] { read(std::move(values)); });
}

/// A folder that goes with the test.
class DataFolder : public ::testing::Test {
 protected:
  DataFolder() {
    std::string pattern = (fs::temp_directory_path() / "patchbay-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    host.data_dir = folder;
  }
  ~DataFolder() override { fs::remove_all(folder); }

  void writeKeys(const std::string& text, mode_t mode) {
    std::ofstream(host.keyFile()) << text;
    ::chmod(host.keyFile().c_str(), mode);
  }
  std::string keyRefusal(const Settings& settings = Settings::of({})) {
    try {
      loadKeyRing(host, settings);
    } catch (const IntegrationError& error) {
      return error.publicText();
    }
    return "accepted";
  }

  fs::path folder;
  HostSettings host;
};

constexpr const char* kKeyLine = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

TEST(HostSettings, HaveDefaultsForEverything) {
  const HostSettings host = read({});
  EXPECT_EQ(host.listen_address, "127.0.0.1");
  EXPECT_EQ(host.listen_port, 8080);
  EXPECT_EQ(host.public_url, "");
  EXPECT_EQ(host.database_file, "data/patchbay.db");
  EXPECT_EQ(host.plugin_dir.filename(), "integrations");
  EXPECT_FALSE(host.migrate);
}

TEST(HostSettings, ReadEveryName) {
  const HostSettings host = read({{"PATCHBAY_LISTEN", "[::1]:9000"},
                                  {"PATCHBAY_PUBLIC_URL", "https://connect.test/"},
                                  {"PATCHBAY_DATA_DIR", "/srv/p"},
                                  {"PATCHBAY_DATABASE_URL", "sqlite:/srv/other.db"},
                                  {"PATCHBAY_PLUGIN_DIR", "/opt/plugins"},
                                  {"PATCHBAY_RETURN_URLS", "https://a.test/x, https://b.test"},
                                  {"PATCHBAY_LOG_LEVEL", "debug"},
                                  {"PATCHBAY_THREADS", "3"},
                                  {"PATCHBAY_MIGRATE", "true"}});
  EXPECT_EQ(host.listen_address, "::1");
  EXPECT_EQ(host.listen_port, 9000);
  EXPECT_EQ(host.public_url, "https://connect.test");
  EXPECT_EQ(host.keyFile(), "/srv/p/keys");
  EXPECT_EQ(host.database_file, "/srv/other.db");
  EXPECT_EQ(host.plugin_dir, "/opt/plugins");
  EXPECT_THAT(host.return_urls, ElementsAre("https://a.test/x", "https://b.test"));
  EXPECT_EQ(host.log_level, LogLevel::debug);
  EXPECT_EQ(host.threads, 3U);
  EXPECT_TRUE(host.migrate);
}

TEST(HostSettings, AreAllOnTheOperatorsPage) {
  std::ifstream stream(OPERATORS_PAGE);
  const std::string page(std::istreambuf_iterator<char>(stream), {});
  for (const SettingDescription& setting : describeSettings()) {
    EXPECT_THAT(page, HasSubstr("`" + std::string(setting.name) + "`"));
    EXPECT_THAT(page, HasSubstr(setting.flag));
  }
}

TEST(HostSettings, RefuseAListenAddressThatIsNone) {
  for (const char* text : {"8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                           "127.0.0.1:80x", "example.test:80", "127.0.0.1:-1"}) {
    EXPECT_THAT(refusalOf({{"PATCHBAY_LISTEN", text}}),
                AllOf(HasSubstr("PATCHBAY_LISTEN"), HasSubstr("127.0.0.1:8080")))
        << text;
  }
}

TEST(HostSettings, TakeTheTimeOfATokenCallAndLetTheLeaseFollow) {
  EXPECT_EQ(read({}).refresh_times.token_call, Seconds(40));
  EXPECT_EQ(read({}).refresh_times.lease, Seconds(60));
  const auto times = read({{"PATCHBAY_TOKEN_CALL_SECONDS", "0.8"}}).refresh_times;
  EXPECT_EQ(times.token_call, Milliseconds(800));
  EXPECT_EQ(times.lease, Milliseconds(1'200));
  for (const char* text : {"0", "-1", "301", "40s", "nan", "1e2", "0x10", "4,5"}) {
    EXPECT_THAT(refusalOf({{"PATCHBAY_TOKEN_CALL_SECONDS", text}}),
                AllOf(HasSubstr("PATCHBAY_TOKEN_CALL_SECONDS"), HasSubstr("2.5")))
        << text;
  }
}

TEST(HostSettings, NeedAPublicUrlBeyondThisMachine) {
  EXPECT_THAT(refusalOf({{"PATCHBAY_LISTEN", "0.0.0.0:8080"}}),
              AllOf(HasSubstr("PATCHBAY_PUBLIC_URL"), HasSubstr("https URL")));
  EXPECT_NO_THROW(
      read({{"PATCHBAY_LISTEN", "0.0.0.0:8080"}, {"PATCHBAY_PUBLIC_URL", "https://connect.test"}}));
}

TEST(HostSettings, RefuseAPlainPublicUrlBeyondThisMachine) {
  EXPECT_THAT(refusalOf({{"PATCHBAY_PUBLIC_URL", "http://connect.test"}}),
              HasSubstr("PATCHBAY_PUBLIC_URL"));
}

TEST(HostSettings, NamePostgresqlByUrlWithoutItsPassword) {
  for (const char* scheme : {"postgresql", "postgres"}) {
    const HostSettings host = read(
        {{"PATCHBAY_DATABASE_URL", std::string(scheme) + "://user:wo%40rd@db1,db2:6432/patchbay"},
         {"PATCHBAY_DATABASE_CONNECTIONS", "4"}});
    EXPECT_TRUE(host.database().isPostgres());
    EXPECT_EQ(host.database().postgres_connections, 4);
    EXPECT_EQ(describeDatabase(host.database()),
              "PostgreSQL database patchbay on db1, db2 port 6432");
  }
  EXPECT_FALSE(read({}).database().isPostgres());
}

TEST(HostSettings, RefuseADatabaseUrlWithCauseAndCureAndWithoutItsPassword) {
  const std::pair<const char*, const char*> wrong[] = {
      {"mysql://user:hush@db/patchbay", "neither a SQLite nor a PostgreSQL"},
      {"sqlite:", "neither a SQLite nor a PostgreSQL"},
      {"postgres:hush", "not the URL of a PostgreSQL"},
      {"postgresql://user:hush@db:5432", "names no database"},
      {"postgresql://user:hush%zz@db/patchbay", "percent-encoded"},
      {"postgresql://user:hush@db/patchbay?pasword=hush", "no parameter that libpq"},
  };
  for (const auto& [url, cause] : wrong) {
    EXPECT_THAT(refusalOf({{"PATCHBAY_DATABASE_URL", url}}),
                AllOf(HasSubstr("PATCHBAY_DATABASE_URL"), HasSubstr(cause),
                      HasSubstr("postgresql://"), ::testing::Not(HasSubstr("hush"))))
        << url;
  }
}

TEST(HostSettings, RefuseAnUnknownLogLevelAndThreadCount) {
  EXPECT_THAT(refusalOf({{"PATCHBAY_LOG_LEVEL", "loud"}}), HasSubstr("PATCHBAY_LOG_LEVEL"));
  EXPECT_THAT(refusalOf({{"PATCHBAY_THREADS", "many"}}), HasSubstr("PATCHBAY_THREADS"));
  EXPECT_THAT(refusalOf({{"PATCHBAY_MIGRATE", "maybe"}}), HasSubstr("PATCHBAY_MIGRATE"));
}

TEST_F(DataFolder, GivesTheKeyRingFromItsFile) {
  writeKeys(kKeyLine, 0600);
  EXPECT_EQ(loadKeyRing(host, Settings::of({})).writer().id, "k1");
}

TEST_F(DataFolder, IsNotAskedForKeysThatASettingHolds) {
  const Settings settings = Settings::of({{"PATCHBAY_KEYS", kKeyLine}});
  EXPECT_EQ(loadKeyRing(host, settings).writer().id, "k1");
}

TEST_F(DataFolder, WithoutAKeyFileNamesTheCure) {
  EXPECT_THAT(keyRefusal(), AllOf(HasSubstr(host.keyFile().string()), HasSubstr("patchbay init")));
}

TEST_F(DataFolder, WithAKeyFileThatOthersReadIsRefused) {
  writeKeys(kKeyLine, 0640);
  EXPECT_THAT(keyRefusal(), HasSubstr("chmod 600"));
}

TEST_F(DataFolder, WithAMalformedKeyNamesFileAndLineButNoKey) {
  writeKeys("k1:c2hvcnQ=\n", 0600);
  EXPECT_THAT(keyRefusal(), AllOf(HasSubstr(host.keyFile().string()), HasSubstr("1"),
                                  ::testing::Not(HasSubstr("c2hvcnQ"))));
}

TEST_F(DataFolder, ThatOthersMayEnterIsRefused) {
  ::chmod(folder.c_str(), 0755);
  EXPECT_THROW(checkDataFolder(folder), IntegrationError);
  ::chmod(folder.c_str(), 0700);
  EXPECT_NO_THROW(checkDataFolder(folder));
}

TEST_F(DataFolder, IsMadeForItsUserAlone) {
  host.data_dir = folder / "a" / "data";
  makeDataFolder(host, Settings::of({}));
  EXPECT_EQ(fs::status(host.data_dir).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(host.keyFile()).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  const auto keys = loadKeyRing(host, Settings::of({})).writer().id;
  makeDataFolder(host, Settings::of({}));
  EXPECT_EQ(loadKeyRing(host, Settings::of({})).writer().id, keys) << "a second start keeps it";
}

}  // namespace
}  // namespace patchbay::host
