#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/temporary_folder.hpp"
#include "tools/generator/generator.hpp"
#include "tools/generator/refused.hpp"
#include "tools/generator/writing/fact_lines.hpp"
#include "tools/generator/writing/generated_record.hpp"
#include "tools/generator/writing/template_text.hpp"

namespace patchbay::generator {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::readFile;

class GeneratedFolder : public ::testing::Test {
 protected:
  GeneratedFolder() {
    inputs.name = "Acme";
    place.folder = folder.path() / "integrations";
  }

  fs::path file(const std::string& name) const { return place.folder / "acme" / name; }

  /// What `printDifferences` says; empty when nothing differs.
  std::string differences() {
    ::testing::internal::CaptureStdout();
    const bool differs = printDifferences("Acme", place);
    std::fflush(stdout);
    const std::string text = ::testing::internal::GetCapturedStdout();
    EXPECT_EQ(differs, !text.empty());
    return text;
  }

  const testing::TemporaryFolder folder;
  ProviderInputs inputs;
  Place place;
};

TEST_F(GeneratedFolder, HoldsAllThatAProviderNeedsAndNoMarkOfTheTemplate) {
  inputs.api_type = "payroll";
  generateProvider(inputs, place);
  for (const char* name :
       {"CMakeLists.txt", "README.md", "settings.sample.env", "generated.json",
        "acme_integration_oauth.hpp", "acme_integration_oauth.cpp",
        "acme_integration_oauth_test.cpp", "acme_adapter.hpp", "acme_adapter.cpp",
        "acme_adapter_test.cpp", "testdata/employees.json", "testdata/README.md"}) {
    EXPECT_TRUE(fs::exists(file(name))) << name;
  }
  for (const auto& entry : fs::recursive_directory_iterator(place.folder)) {
    if (!entry.is_regular_file()) continue;
    EXPECT_THAT(readFile(entry.path()),
                AllOf(Not(HasSubstr("xxxxx")), Not(HasSubstr("XxXxX")), Not(HasSubstr("XXXXX")),
                      Not(HasSubstr("@if")), Not(HasSubstr("@end")), Not(HasSubstr("@facts"))))
        << entry.path();
  }
}

/// A template as it is compiled and tested, under a provider's name: without marks of regions and
/// without blanks, which the formatter moves.
std::string asItIs(const fs::path& path, const std::string& name) {
  std::istringstream lines(readFile(path));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    const bool is_mark = line.find("@if ") != std::string::npos ||
                         line.find("@facts ") != std::string::npos ||
                         line.find("@end") != std::string::npos;
    if (!is_mark) text += fillInName(line, name);
  }
  std::erase_if(text, [](char c) { return c == ' '; });
  return text;
}

// So what a bare name gives is what is built and tested as the template.
TEST_F(GeneratedFolder, OfABareNameSaysWhatTheTemplateSays) {
  const std::string name = "Zacme";  // comes behind `core` where includes are sorted, as xxxxx does
  for (const char* api_type : {"payroll", "accounting"}) {
    inputs.name = name;
    inputs.api_type = api_type;
    place.folder = folder.path() / api_type;
    generateProvider(inputs, place);
    const fs::path templates = PATCHBAY_SOURCE "/templates";
    for (const fs::path& part : {templates, templates / api_type}) {
      for (const auto& entry : fs::directory_iterator(part)) {
        if (!entry.is_regular_file()) continue;
        const auto file = fillInName(entry.path().filename().string(), "zacme");
        EXPECT_EQ(asItIs(place.folder / "zacme" / file, name), asItIs(entry.path(), name)) << file;
      }
    }
  }
}

TEST_F(GeneratedFolder, HasNoAdapterWhereNoneIsWanted) {
  generateProvider(inputs, place);
  EXPECT_FALSE(fs::exists(file("acme_adapter.cpp")));
  EXPECT_THAT(readFile(file("acme_integration_oauth.cpp")),
              AllOf(HasSubstr("ApiType::none"), Not(HasSubstr("Adapter"))));
}

TEST_F(GeneratedFolder, HoldsNoCodeForRefreshAndStore) {
  generateProvider(inputs, place);
  const auto text = readFile(file("acme_integration_oauth.hpp"));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("performTokenRefresh")), Not(HasSubstr("storeOAuthToken")),
                          Not(HasSubstr("awaitable"))));
}

TEST_F(GeneratedFolder, TellsScopesInItsReadmeWhateverTheyHold) {
  inputs.scopes = "a`b ``c";
  generateProvider(inputs, place);
  EXPECT_THAT(readFile(file("README.md")), HasSubstr("Scopes: ``` a`b ``c ```.\n"));
}

TEST_F(GeneratedFolder, DerivesAddressesFromTheIssuerSoThatOneSettingMovesThem) {
  inputs.conf_url = (folder.path() / "document").string();
  std::ofstream(inputs.conf_url)
      << R"({"issuer":"https://acme.test/","authorization_endpoint":"https://acme.test/a/",)"
      << R"("token_endpoint":"https://acme.testing/t"})";
  generateProvider(inputs, place);
  const auto text = readFile(file("acme_integration_oauth.cpp"));
  EXPECT_THAT(text, HasSubstr(R"(settings.requireUrl("ACME_ISSUER", "https://acme.test"))"));
  EXPECT_THAT(text, HasSubstr(R"(app.issuer = issuer + "/";)"));
  EXPECT_THAT(text, HasSubstr(R"(settings.requireUrl("ACME_AUTHORIZE_URL", issuer + "/a") + "/")"));
  EXPECT_THAT(text, HasSubstr(R"("https://acme.testing/t")"));
}

TEST_F(GeneratedFolder, DoesNotDifferFromItsTemplateAtFirst) {
  generateProvider(inputs, place);
  EXPECT_EQ(differences(), "");
}

TEST_F(GeneratedFolder, DiffersWhereItWasChangedSince) {
  generateProvider(inputs, place);
  std::ofstream(file("settings.sample.env"), std::ios::app) << "ACME_EXTRA=1\n";
  std::ofstream(file("acme_own.cpp")) << "// ours\n";
  fs::remove(file("README.md"));
  const auto text = differences();
  EXPECT_THAT(text, AllOf(HasSubstr("\n-ACME_EXTRA=1\n"), HasSubstr("\n+# Acme\n"),
                          HasSubstr("today's template"), Not(HasSubstr("acme_own"))));
}

TEST_F(GeneratedFolder, IsComparedByWhatItWasGeneratedFrom) {
  inputs.authorize_url = inputs.token_url = "https://acme.test/oauth";
  inputs.scopes = "read";
  inputs.rotation = "grace:1h";
  generateProvider(inputs, place);
  EXPECT_EQ(differences(), "");
}

TEST_F(GeneratedFolder, IsNotComparedWithoutItsRecord) {
  generateProvider(inputs, place);
  for (const char* record : {"", "[]", "{}", R"({"name":"../x"})", R"({"name":7})"}) {
    std::ofstream(file("generated.json")) << record;
    EXPECT_THROW(printDifferences("Acme", place), Refused) << record;
  }
  fs::remove(file("generated.json"));
  EXPECT_THROW(printDifferences("Acme", place), Refused);
  EXPECT_THROW(printDifferences("../integrations/acme", place), Refused);
}

TEST(GeneratedRecord, GivesBackWhatWasWritten) {
  GeneratedRecord record;
  record.inputs.name = "Acme";
  record.inputs.scopes = "a*/ %s $(x)";
  record.document = R"({"issuer":"https://acme.test"})";
  const auto read = parseRecord(writeRecord(record));
  EXPECT_EQ(read.inputs.scopes, record.inputs.scopes);
  EXPECT_EQ(read.document, record.document);
}

TEST(CppLiteral, IsOneLineWhateverItHolds) {
  EXPECT_EQ(cppLiteral("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(cppLiteral("a\nb\x7f\xc3\xbc*/"), R"("a\012b\177\303\274*/")");
  EXPECT_EQ(cppLiteral("a?b?\?/c"), R"("a?b?\?/c")");
}

TEST(TemplateText, KeepsOrDropsARegionByItsCondition) {
  Regions regions;
  regions.conditions = {"yes"};
  EXPECT_EQ(fillIn("a\n// @if yes\nb\n// @end\n# @if no\nc\n# @end\nd\n", "Acme", regions),
            "a\nb\nd\n");
}

TEST(TemplateText, LooksForNoMarkInWhatWasGiven) {
  Regions regions;
  regions.facts["app"] = "https://xxxxx.test/@end\n";
  EXPECT_EQ(fillIn("// @facts app\nXxXxX\n// @end\nXxXxX xxxxx XXXXX\n", "xXXXXXx", regions),
            "https://xxxxx.test/@end\nxXXXXXx xxxxxxx XXXXXXX\n");
}

TEST(TemplateText, IsRefusedWithARegionThatDoesNotEnd) {
  EXPECT_THROW(fillIn("// @if yes\n", "Acme", Regions()), std::runtime_error);
  EXPECT_THROW(fillIn("// @facts unknown\n// @end\n", "Acme", Regions()), std::runtime_error);
}

}  // namespace
}  // namespace patchbay::generator
