#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/file_size_limit.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tools/generator/generator.hpp"
#include "tools/generator/refused.hpp"

// Names and values that somebody may give by mistake or on purpose.

namespace patchbay::generator {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> entriesOf(const fs::path& folder) {
  std::vector<std::string> entries;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    entries.push_back(entry.path().string());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

class HostileInputs : public ::testing::Test {
 protected:
  HostileInputs() {
    inputs.name = "Acme";
    place.folder = folder.path() / "integrations";
    fs::create_directory(place.folder);
  }

  /// Refused in one sentence that names `reason` and a cure, and nothing is written anywhere.
  void expectRefused(const std::string& reason) {
    const auto before = entriesOf(folder.path());
    std::string text;
    try {
      generateProvider(inputs, place);
    } catch (const Refused& refused) {
      text = refused.what();
    }
    EXPECT_NE(text.find(reason), std::string::npos) << inputs.name << ": " << text;
    EXPECT_NE(text.find("; "), std::string::npos) << "no cure: " << text;
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; }))
        << "not one line of plain text: " << text;
    EXPECT_LE(text.size(), 400U) << text;
    EXPECT_EQ(entriesOf(folder.path()), before);
  }

  void expectAllRefused(std::string ProviderInputs::*member, const std::string& reason,
                        const std::vector<std::string>& values) {
    for (const auto& value : values) {
      SCOPED_TRACE(value);
      ProviderInputs kept = inputs;
      inputs.*member = value;
      expectRefused(reason);
      inputs = std::move(kept);
    }
  }

  const testing::TemporaryFolder folder;
  ProviderInputs inputs;
  Place place;
};

TEST_F(HostileInputs, NamesThatAreNoNames) {
  expectAllRefused(&ProviderInputs::name, "has no name", {""});
  expectAllRefused(
      &ProviderInputs::name, "letters and digits",
      {"9lives", "1",   "a_b",   "a-b", "a b", " Acme",   "Acme ",    "Acme.",  ".",
       "..",     "a.b", "Acme+", "C++", "A&B", "O'Neill", "\"Acme\"", "Acme#1", "a=b",
       "a%b",    "a@b", "a,b",   "a:b", "{}",  "[x]",     "(x)",      "<x>",    "|",
       "~",      "^",   "?",     "*",   "!",   "-",       "--help",   "-x",     "@file"});
}

TEST_F(HostileInputs, NamesThatArePaths) {
  expectAllRefused(&ProviderInputs::name, "letters and digits",
                   {"../x", "../../etc/passwd", "/tmp/x", "a/b", "a\\b", "..\\x", "C:x", "~root",
                    "./x", "x/", "%2e%2e%2fx"});
}

TEST_F(HostileInputs, NamesThatAreCommands) {
  expectAllRefused(&ProviderInputs::name, "letters and digits",
                   {"a;touch x", "a$(touch x)", "a`touch x`", "a|sh", "a&&sh", "a>x", "a<x",
                    "$HOME", "${HOME}", "a\ttouch", "$(shell touch x)", "a/e", "%s%n", "a\\n"});
}

TEST_F(HostileInputs, NamesWithBytesThatAreNoLetters) {
  expectAllRefused(
      &ProviderInputs::name, "letters and digits",
      {"a\nb", "Acme\n", "\nAcme", "a\rb", std::string("a\0b", 3), std::string(1, '\0'),
       "a\x1b[31m", "a\x7f", "M\xc3\xbcller", "\xd0\x90\xd0\xbame", "\xe2\x80\xaegpj",
       "a\xe2\x80\x8b"
       "b",
       "\xf0\x9f\x92\xa9", "\xff\xfe", "\xc3",
       "\xef\xbb\xbf"
       "Acme",
       "\xc4\xb1nteger"});
}

TEST_F(HostileInputs, NamesThatMeanSomethingElse) {
  expectAllRefused(&ProviderInputs::name, "keyword",
                   {"class", "Namespace", "INT", "Template",
                    "co"
                    "nst",
                    "auto", "Xor", "nullptr", "Requires", "import", "final"});
  expectAllRefused(&ProviderInputs::name, "used by Patchbay itself",
                   {"Patchbay", "XxXxX", "xxxxx", "Fetch", "Core", "Host", "Plugin", "Test", "Flow",
                    "Std", "Main", "All", "Conformance", "Model"});
}

// `conformance_tests` would be there twice, for one.
TEST_F(HostileInputs, NamesOfOurOwnTestPrograms) {
  std::ifstream lines(OWN_TEST_PROGRAMS);
  std::vector<std::string> names;
  for (std::string name; std::getline(lines, name);) names.push_back(name);
  ASSERT_GE(names.size(), 5U);
  expectAllRefused(&ProviderInputs::name, "used by Patchbay itself", names);
}

TEST_F(HostileInputs, NamesThatAreTooLong) {
  expectAllRefused(&ProviderInputs::name, "at most 40",
                   {std::string(41, 'a'), std::string(200, 'a'), std::string(100'000, 'a')});
  inputs.name = std::string(40, 'a');
  EXPECT_NO_THROW(generateProvider(inputs, place));
}

TEST_F(HostileInputs, NamesThatAreThereAlready) {
  generateProvider(inputs, place);
  expectAllRefused(&ProviderInputs::name, "already", {"Acme", "ACME", "acme", "aCmE"});
  fs::create_directory(place.folder / "BirchTree");
  fs::create_symlink("/nonexistent", place.folder / "cedar");
  expectAllRefused(&ProviderInputs::name, "already", {"birchtree", "Cedar"});
}

TEST_F(HostileInputs, UrlsThatMayNotBeCalled) {
  const std::vector<std::string> hostile{"http://acme.example/token",
                                         "http://127.0.0.1.example.com/",
                                         "http://0.0.0.0/",
                                         "https://user:secret@acme.example/",
                                         "https://user@acme.example/",
                                         "https://acme.example/#fragment",
                                         "ftp://acme.example/",
                                         "file:///etc/passwd",
                                         "javascript:alert(1)",
                                         "//acme.example/",
                                         "/token",
                                         "acme.example",
                                         "https://",
                                         "https:///token",
                                         "https://acme.example:0/",
                                         "https://acme.example:99999999/",
                                         "https://acme.example/\"; system(\"x\"); \"",
                                         "https://acme.example/\\\"",
                                         "https://acme.example/a b",
                                         "https://acme.example/\n",
                                         "https://acme.example/\nX: y",
                                         "https://acme.example/\r\n",
                                         std::string("https://acme.example/\0x", 23),
                                         "https://acme.example/<x>",
                                         "https://acme.example/`x`",
                                         "https://acme.example/{x}",
                                         "https://acme.example/|x",
                                         "https://acme.example/^",
                                         "https://\xc3\xa4"
                                         "cme.example/",
                                         "https://acme.example/\xe2\x80\xae",
                                         "https://acme.example/%zz",
                                         " https://acme.example/",
                                         "https://acme.example/" + std::string(3000, 'a')};
  inputs.authorize_url = inputs.token_url = "https://acme.example/ok";
  expectAllRefused(&ProviderInputs::authorize_url, "AUTHORIZE_URL", hostile);
  expectAllRefused(&ProviderInputs::token_url, "TOKEN_URL", hostile);
  expectAllRefused(&ProviderInputs::revoke_url, "REVOKE_URL", hostile);
  expectAllRefused(&ProviderInputs::api_base_url, "API_BASE_URL", hostile);
}

TEST_F(HostileInputs, ScopesThatAreNoScopes) {
  expectAllRefused(&ProviderInputs::scopes, "SCOPES",
                   {"a\"b", "a\\b", "a\nb", "a\tb",
                    "r\xc3\xa9"
                    "ad",
                    std::string("a\0b", 3), "\xe2\x80\xae",
                    "a\x7f"
                    "b",
                    std::string(5000, 'a')});
}

TEST_F(HostileInputs, WordsThatAreUnknown) {
  expectAllRefused(&ProviderInputs::api_type, "API_TYPE", {"crm", "../templates", "Payroll", " "});
  expectAllRefused(&ProviderInputs::client_auth, "CLIENT_AUTH", {"none", "BASIC", "basic post"});
  expectAllRefused(&ProviderInputs::pkce, "PKCE", {"true", "1", "S256", "plain"});
  expectAllRefused(&ProviderInputs::rotation, "ROTATION",
                   {"grace", "grace:", "grace:0", "grace:-1s", "grace:1w", "grace:1e9",
                    "grace:99999999999999999999s", "grace:30m;", "loose", "strict ", "grace:400d"});
}

TEST_F(HostileInputs, ValuesThatContradictEachOther) {
  inputs.authorize_url = "https://acme.example/authorize";
  expectRefused("belong together");
  inputs.token_url = "https://acme.example/token";
  inputs.conf_url = "https://acme.example/.well-known/openid-configuration";
  expectRefused("already names the endpoints");
  inputs = ProviderInputs();
  inputs.name = "Acme";
  inputs.api_base_url = "https://acme.example/?a=b";
  expectRefused("has a query");
}

TEST_F(HostileInputs, FoldersThatCannotBeWritten) {
  const fs::path file = folder.path() / "file";
  std::ofstream(file) << "x";
  place.folder = file / "below";
  expectRefused("cannot be written");
}

TEST_F(HostileInputs, DisksThatAreFull) {
  const testing::FileSizeLimit full(1000);
  expectRefused("cannot be written; check its owner and the space on the disk");
}

TEST_F(HostileInputs, TemplatesThatAreNone) {
  place.templates = folder.path() / "nowhere";
  expectRefused("templates");
}

}  // namespace
}  // namespace patchbay::generator
