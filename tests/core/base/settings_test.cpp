#include "core/base/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::set<std::string> kKnown{"PATCHBAY_LISTEN", "PATCHBAY_PUBLIC_URL", "PATCHBAY_KEY_FILE",
                                   "PATCHBAY_SECRET"};

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() {
    std::string pattern = ::testing::TempDir() + "settings_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    sources_.env_file = folder_ / ".env";
  }
  ~SettingsTest() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = folder_ / name;
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

  Settings loadEnv(const std::string& text) {
    write(".env", text);
    return load();
  }

  Settings load() const { return Settings::load(sources_, kKnown); }

  /// The public text of the refusal; fails the test when there is none.
  std::string refusal() const {
    try {
      load();
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
      EXPECT_EQ(error.detail(), "");
      return error.publicText();
    }
    ADD_FAILURE() << "the settings were accepted";
    return "";
  }

  std::string refusalOfEnv(const std::string& text) const {
    write(".env", text);
    return refusal();
  }

  std::string env(const std::string& behind) const { return sources_.env_file.string() + behind; }

  std::filesystem::path folder_;
  SettingsSources sources_;
};

using EnvFile = SettingsTest;
using SettingsFile = SettingsTest;
using SettingsLoad = SettingsTest;

// --- the .env file

TEST_F(EnvFile, HoldsNamesAndValuesBetweenCommentsAndBlankLines) {
  const Settings settings = loadEnv(
      "# a comment\n\n  # another\nGUSTO_CLIENT_ID=abc\nexport GUSTO_SCOPE=a b\n \t\nLAST=x=y#z");
  EXPECT_EQ(settings.find("GUSTO_CLIENT_ID"), "abc");
  EXPECT_EQ(settings.find("GUSTO_SCOPE"), "a b");
  EXPECT_EQ(settings.find("LAST"), "x=y#z");
}

TEST_F(EnvFile, ToleratesCarriageReturnsAtLineEnds) {
  const Settings settings = loadEnv("A=1\r\n\r\nB='2'\r\n");
  EXPECT_EQ(settings.find("A"), "1");
  EXPECT_EQ(settings.find("B"), "2");
}

TEST_F(EnvFile, UnquotesValues) {
  const Settings settings = loadEnv(
      "A='single \\n \" #x'\nB=\"double \\\"q\\\" \\\\ \\n'\"\nC=mid\"dle'\nD=\" a # b \"\n");
  EXPECT_EQ(settings.find("A"), "single \\n \" #x");
  EXPECT_EQ(settings.find("B"), "double \"q\" \\ \n'");
  EXPECT_EQ(settings.find("C"), "mid\"dle'");
  EXPECT_EQ(settings.find("D"), " a # b ");
}

TEST_F(EnvFile, IsNotNeeded) {
  EXPECT_EQ(load().find("GUSTO_CLIENT_ID"), std::nullopt);
  sources_.env_file.clear();
  EXPECT_EQ(load().find("GUSTO_CLIENT_ID"), std::nullopt);
}

TEST_F(EnvFile, RefusesAMalformedLineWithFileLineAndCure) {
  EXPECT_EQ(refusalOfEnv("A=1\n\nsome words"), env(" line 3: there is no '='; write NAME=value"));
  for (const char* line : {"A = 1", "9A=1", "=1", "A-B=1", "export =1", "A =1", "Ä=1"}) {
    EXPECT_EQ(refusalOfEnv(line), env(" line 1: the text before '=' is no name; write NAME=value, "
                                      "with no blanks around '='"))
        << line;
  }
}

TEST_F(EnvFile, RefusesAmbiguousOrOpenValuesAndNeverRepeatsThem) {
  for (const char* line : {"A='s3cret", "A=\"s3cret", "A='s3cret' x", "A=\"s3cret\" # x",
                           "A=\"s3cret\\t\"", "A=\"s3cret\\", "A= s3cret", "A=s3cret # x",
                           "A=s3cret\t#x", "A=s3cret\x01", "A='it''s3cret'"}) {
    EXPECT_THAT(refusalOfEnv(std::string("B=1\n") + line),
                AllOf(StartsWith(env(" line 2: ")), HasSubstr(";"), Not(HasSubstr("s3cret"))))
        << line;
  }
  EXPECT_THAT(refusalOfEnv(std::string("A=s3cret\0", 9)), HasSubstr("control character"));
}

TEST_F(EnvFile, RefusesANameThatIsSetTwiceNamingBothLines) {
  EXPECT_EQ(refusalOfEnv("A=1\nB=2\nA=1\n"),
            env(" line 3: A is set in line 1 already; remove one of the two lines"));
}

TEST_F(EnvFile, RefusesAByteOrderMarkWithItsCure) {
  EXPECT_EQ(refusalOfEnv("\xEF\xBB\xBF"
                         "A=1\n"),
            env(" line 1: begins with a byte order mark; save it as UTF-8 without BOM"));
}

TEST_F(EnvFile, RefusesAFolderInItsPlaceWithTheSystemsReason) {
  std::filesystem::create_directory(sources_.env_file);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(sources_.env_file.string()), HasSubstr("Is a directory")));
}

// --- where settings come from

TEST_F(SettingsLoad, PrefersFlagToEnvironmentToEnvFile) {
  write(".env", "A=file\nB=file\nC=file\n");
  sources_.environment = {{"A", "environment"}, {"B", "environment"}};
  sources_.flags = {{"A", "flag"}};
  const Settings settings = load();
  EXPECT_EQ(settings.find("A"), "flag");
  EXPECT_EQ(settings.find("B"), "environment");
  EXPECT_EQ(settings.find("C"), "file");
}

TEST_F(SettingsLoad, TakesABlankValueAsNotSet) {
  write(".env", "A=file\nB=\n");
  sources_.environment = {{"A", " "}, {"B", ""}};
  const Settings settings = load();
  EXPECT_EQ(settings.find("A"), "file");
  EXPECT_EQ(settings.find("B"), std::nullopt);
  EXPECT_EQ(settings.get("B", "fallback"), "fallback");
}

TEST_F(SettingsLoad, RefusesAnUnknownOwnNameAndSuggestsTheNearest) {
  EXPECT_EQ(refusalOfEnv("PATCHBAY_LISTN=s3cret"),
            env(" line 1").insert(0, "PATCHBAY_LISTN (") +
                "): there is no such setting; did you mean PATCHBAY_LISTEN?");
}

TEST_F(SettingsLoad, RefusesAnUnknownOwnNameInTheEnvironmentAndInAFlag) {
  sources_.environment = {{"PATCHBAY_PUBLIC_URI", "s3cret"}};
  EXPECT_EQ(refusal(),
            "PATCHBAY_PUBLIC_URI (environment): there is no such setting; "
            "did you mean PATCHBAY_PUBLIC_URL?");
  sources_.environment.clear();
  sources_.flags = {{"PATCHBAY_SECRE_FILE", "s3cret"}};
  EXPECT_EQ(refusal(),
            "PATCHBAY_SECRE_FILE (flag): there is no such setting; "
            "did you mean PATCHBAY_SECRET_FILE?");
}

TEST_F(SettingsLoad, DoesNotRestrictNamesOfOthers) {
  sources_.environment = {{"ACME_ANYTHING", "1"}, {"PATH", "/bin"}, {"ODD NAME", "2"}};
  EXPECT_EQ(load().find("ACME_ANYTHING"), "1");
}

// --- values that come from files

TEST_F(SettingsFile, GivesTheValueWithoutOneTrailingNewline) {
  sources_.environment = {{"PATCHBAY_SECRET_FILE", write("a", "s3cret\n")},
                          {"GUSTO_CLIENT_SECRET_FILE", write("b", " two\nlines\n\n")},
                          {"XERO_CLIENT_SECRET_FILE", write("c", "windows\r\n")}};
  const Settings settings = load();
  EXPECT_EQ(settings.requireSecret("PATCHBAY_SECRET").reveal(), "s3cret");
  EXPECT_EQ(settings.requireSecret("GUSTO_CLIENT_SECRET").reveal(), " two\nlines\n");
  EXPECT_EQ(settings.findSecret("XERO_CLIENT_SECRET")->reveal(), "windows");
}

TEST_F(SettingsFile, OfAKnownNameIsReadOnceAtStart) {
  const std::string file = write("a", "first");
  sources_.environment = {{"PATCHBAY_SECRET_FILE", file}};
  const Settings settings = load();
  write("a", "second");
  EXPECT_EQ(settings.find("PATCHBAY_SECRET"), "first");
}

TEST_F(SettingsFile, IsNotReadForANameThatIsAPathItself) {
  sources_.environment = {{"PATCHBAY_KEY_FILE", "/nowhere/keys"}};
  EXPECT_EQ(load().find("PATCHBAY_KEY_FILE"), "/nowhere/keys");
}

TEST_F(SettingsFile, RefusesAValueAndAFileTogether) {
  write(".env", "PATCHBAY_SECRET=s3cret\n");
  sources_.environment = {{"PATCHBAY_SECRET_FILE", write("a", "s3cret")}};
  EXPECT_EQ(refusal(), "PATCHBAY_SECRET (" + env(" line 1") +
                           ") and PATCHBAY_SECRET_FILE (environment) are both set; "
                           "remove one of them");
}

TEST_F(SettingsFile, RefusesAMissingFileWithTheSystemsReason) {
  sources_.environment = {{"PATCHBAY_SECRET_FILE", "/nowhere/secret"}};
  EXPECT_EQ(refusal(),
            "PATCHBAY_SECRET_FILE (environment): the file /nowhere/secret cannot be read: "
            "No such file or directory; correct the path or the file's permissions");
}

TEST_F(SettingsFile, OfAProviderIsReadWhenTheProviderAsks) {
  sources_.environment = {{"SSL_CERT_FILE", "/nowhere/a"}, {"ACME_SECRET_FILE", "/nowhere/b"}};
  const Settings settings = load();
  EXPECT_THROW(settings.find("ACME_SECRET"), IntegrationError);
}

TEST_F(SettingsFile, StopsAtOneMebibyte) {
  sources_.environment = {{"PATCHBAY_SECRET_FILE", "/dev/zero"}};
  EXPECT_THAT(refusal(), HasSubstr("larger than 1 MiB"));
}

// --- reading values

std::string refusalOf(const std::function<void()>& read) {
  try {
    read();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
    return error.publicText();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

TEST(Settings, NamesAMissingSettingAndItsCure) {
  const Settings settings = Settings::of({});
  EXPECT_EQ(refusalOf([&] { settings.require("GUSTO_CLIENT_ID"); }),
            "GUSTO_CLIENT_ID: is not set; set it in the environment or in .env, or give the path "
            "of a file that holds it as GUSTO_CLIENT_ID_FILE");
  EXPECT_THAT(refusalOf([&] { settings.requireSecret("A"); }), StartsWith("A: is not set"));
  EXPECT_FALSE(settings.findSecret("A"));
}

TEST(Settings, ReadsWholeNumbersWithinTheirLimits) {
  const Settings settings = Settings::of({{"A", "8080"}, {"B", "-3"}});
  EXPECT_EQ(settings.getInteger("A", 1, 0, 65535), 8080);
  EXPECT_EQ(settings.getInteger("B", 1, -3, 0), -3);
  EXPECT_EQ(settings.getInteger("C", 7, 0, 9), 7);
}

TEST(Settings, RefusesWhatIsNoSuchNumberWithoutRepeatingIt) {
  for (const char* text : {"65536", "-1", "80x", " 80", "8.0", "0x50", "99999999999999999999"}) {
    const Settings settings = Settings::of({{"A", text}});
    EXPECT_EQ(refusalOf([&] { settings.getInteger("A", 1, 0, 65535); }),
              "A (fixed): is not a whole number from 0 to 65535; correct it")
        << text;
  }
}

TEST(Settings, ReadsFlagsInTheUsualSpellings) {
  for (const char* text : {"true", "TRUE", "1", "yes", "on"}) {
    EXPECT_TRUE(Settings::of({{"A", text}}).getFlag("A", false)) << text;
  }
  for (const char* text : {"false", "False", "0", "no", "off"}) {
    EXPECT_FALSE(Settings::of({{"A", text}}).getFlag("A", true)) << text;
  }
  EXPECT_TRUE(Settings::of({}).getFlag("A", true));
  EXPECT_EQ(refusalOf([] {
              Settings::of({{"A", "maybe"}}).getFlag("A", true);
            }),
            "A (fixed): is neither true nor false; write one of them");
}

TEST(Settings, SplitsListsAtCommas) {
  EXPECT_THAT(Settings::of({{"A", " a, b c ,,d,"}}).getList("A"), ElementsAre("a", "b c", "d"));
  EXPECT_THAT(Settings::of({}).getList("A"), ElementsAre());
}

TEST(Settings, ReadsUrlsWithoutTheirTrailingSlash) {
  const auto url = [](const char* text) {
    return Settings::of({{"A", text}}).requireUrl("A", "https://unused.test");
  };
  EXPECT_EQ(url("https://api.gusto.com/"), "https://api.gusto.com");
  EXPECT_EQ(url("HTTPS://api.gusto.com/v1/a"), "HTTPS://api.gusto.com/v1/a");
  EXPECT_EQ(url("https://h.test/a?b=/"), "https://h.test/a?b=/");
  EXPECT_EQ(url("http://127.0.0.1:9000/x/"), "http://127.0.0.1:9000/x");
  EXPECT_EQ(url("http://[::1]:9000"), "http://[::1]:9000");
  EXPECT_EQ(Settings::of({}).requireUrl("A", "https://h.test/"), "https://h.test");
}

TEST(Settings, RefusesUrlsThatMayNotBeUsed) {
  for (const char* text :
       {"http://api.gusto.com", "ftp://h.test", "h.test/a", "/a", "https://", "https:///a",
        "https://u:p@h.test", "https://h.test/#a", "https://h.test/a b", "https://h.test:99999999/",
        "http://127.0.0.1.evil.test", "http://localhost.evil.test", "http://127.1", "//h.test"}) {
    EXPECT_THAT(refusalOf([&] {
                  Settings::of({{"A", text}}).requireUrl("A");
                }),
                AllOf(StartsWith("A (fixed): "), HasSubstr("; "), Not(HasSubstr("evil"))))
        << text;
  }
  EXPECT_THAT(refusalOf([] { Settings::of({}).requireUrl("A"); }), StartsWith("A: is not set"));
}

TEST(LoopbackHost, IsLocalhostOrALoopbackAddressAndNothingElse) {
  for (const char* host : {"localhost", "LocalHost", "127.0.0.1", "127.255.255.255", "[::1]"}) {
    EXPECT_TRUE(isLoopbackHost(host)) << host;
  }
  for (const char* host :
       {"", "localhost.test", "127.0.0.256", "127.0.0", "127.0.0.1.2", "127.0.0.1.test",
        "128.0.0.1", "[::2]", "127.0.0.1000", "127.0..1", "127.0.0.a", "0.0.0.0"}) {
    EXPECT_FALSE(isLoopbackHost(host)) << host;
  }
}

}  // namespace
}  // namespace patchbay
