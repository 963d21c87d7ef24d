#include "core/plugin/plugin_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"
#include "tests/plugin/plugin_folder.hpp"

namespace patchbay {
namespace {

using std::filesystem::path;
using std::filesystem::perm_options;
using std::filesystem::perms;
using testing::digestOf;
using testing::goodPlugin;
using ::testing::HasSubstr;
using testing::PluginFolder;
using ::testing::StartsWith;

/// Why `file` is refused; empty when it is loaded.
std::string refusalOf(const path& file, const std::string& digest) {
  try {
    loadPluginLibrary(file, digest);
    return {};
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::plugin_refused);
    return error.publicText();
  }
}

std::string refusalOf(const path& file) { return refusalOf(file, digestOf(file)); }

std::string refusalOfBytes(const std::string& bytes) {
  PluginFolder folder;
  return refusalOf(folder.write("libcase.so", bytes), crypto::sha256Hex(bytes));
}

TEST(PluginLibrary, IsLoadedWhenNothingIsWrongWithIt) {
  PluginFolder folder;
  const auto file = folder.installTemplate("libgood.so", "payroll");
  const auto& plugin = loadPluginLibrary(file, digestOf(file));
  EXPECT_STREQ(plugin.name, "XxXxX");
  EXPECT_NE(plugin.create, nullptr);
}

TEST(PluginLibrary, IsNotMistakenForOneLoadedBefore) {
  PluginFolder folder;
  const auto payroll = folder.installTemplate("liba.so", "payroll");
  const auto accounting = folder.installTemplate("libb.so", "accounting");
  const auto& first = loadPluginLibrary(payroll, digestOf(payroll));
  const auto& second = loadPluginLibrary(accounting, digestOf(accounting));
  EXPECT_NE(&first, &second);
}

TEST(PluginLibrary, RunsAsItWasWhenItsFileIsWrittenOver) {
  PluginFolder folder;
  const auto file = folder.installTemplate("libgood.so", "payroll");
  const auto& plugin = loadPluginLibrary(file, digestOf(file));
  folder.write("libgood.so", std::string(1'000'000, 'x'));
  EXPECT_STREQ(plugin.name, "XxXxX");
}

TEST(PluginLibrary, IsLoadedOnceHoweverOftenItIsAskedFor) {
  PluginFolder folder;
  const auto file = folder.installTemplate("libgood.so", "payroll");
  EXPECT_EQ(&loadPluginLibrary(file, digestOf(file)), &loadPluginLibrary(file, digestOf(file)));
}

TEST(PluginLibrary, IsVerifiedWithoutBeingLoaded) {
  PluginFolder folder;
  const auto good = folder.installTemplate("libgood.so", "payroll");
  EXPECT_NO_THROW(verifyPluginFile(good, digestOf(good)));
  EXPECT_THROW(verifyPluginFile(good, std::string(64, '0')), IntegrationError);
  const auto talkative = folder.installDoctored("unresolved");
  try {
    verifyPluginFile(talkative, digestOf(talkative));
    FAIL() << "it exports callsTheUnknown";
  } catch (const IntegrationError& error) {
    EXPECT_THAT(error.publicText(), HasSubstr("exports callsTheUnknown besides patchbay_plugin"));
  }
}

struct Defect {
  const char* library;
  std::string cause;
};
void PrintTo(const Defect& defect, std::ostream* out) { *out << defect.library; }

class DoctoredPlugin : public ::testing::TestWithParam<Defect> {};

TEST_P(DoctoredPlugin, IsRefusedByNameWithCauseAndCure) {
  PluginFolder folder;
  const auto file = folder.installDoctored(GetParam().library);
  const auto refusal = refusalOf(file);
  EXPECT_THAT(refusal, StartsWith("lib" + std::string(GetParam().library) + ".so: "));
  EXPECT_THAT(refusal, HasSubstr(GetParam().cause));
  EXPECT_THAT(refusal, HasSubstr("; "));
}

INSTANTIATE_TEST_SUITE_P(
    Each, DoctoredPlugin,
    ::testing::Values(Defect{"wrong_magic", "no handshake of Patchbay"},
                      Defect{"wrong_abi", "built for ABI 999, this host has " +
                                              std::to_string(PATCHBAY_PLUGIN_ABI)},
                      Defect{"wrong_size", "its handshake is of 8 bytes"},
                      Defect{"wrong_version",
                             "built for core 9.9.9, this host has " PATCHBAY_VERSION},
                      Defect{"wrong_toolchain", "built for toolchain borland-5, this host has "},
                      Defect{"no_function", "lacks a name or a function"},
                      Defect{"no_symbol", "has no symbol patchbay_plugin"},
                      Defect{"unresolved", "patchbay_function_of_another_version"}),
    [](const auto& defect) { return std::string(defect.param.library); });

TEST(PluginFile, IsRefusedWhenItIsMissing) {
  PluginFolder folder;
  EXPECT_EQ(refusalOf(folder.path() / "libgone.so", ""),
            "libgone.so: is not there; run make to build it");
  EXPECT_THAT(refusalOf(folder.path() / "nowhere" / "libgone.so", ""),
              HasSubstr("its folder cannot be found"));
}

TEST(PluginFile, IsRefusedWhenItIsEmpty) { EXPECT_THAT(refusalOfBytes(""), HasSubstr("is empty")); }

TEST(PluginFile, IsRefusedWhenItIsNoElfFile) {
  EXPECT_THAT(refusalOfBytes("#!/bin/sh\nexit 0\n"), HasSubstr("is no ELF file"));
}

TEST(PluginFile, IsRefusedAtWhateverByteItIsCutOff) {
  const auto good = goodPlugin();
  for (const std::size_t length :
       {std::size_t{5}, std::size_t{17}, std::size_t{63}, std::size_t{64}, std::size_t{200},
        good.size() / 4, good.size() / 2, good.size() - 1}) {
    EXPECT_THAT(refusalOfBytes(good.substr(0, length)), HasSubstr("is cut off")) << length;
  }
}

TEST(PluginFile, IsRefusedWhenBuiltForAnotherMachine) {
  auto other_machine = goodPlugin();
  other_machine[18] = 0x16;  // e_machine: S/390
  EXPECT_THAT(refusalOfBytes(other_machine), HasSubstr("is built for another machine"));
  auto other_class = goodPlugin();
  other_class[4] = sizeof(void*) == 8 ? 1 : 2;  // EI_CLASS: 32 bits instead of 64
  EXPECT_THAT(refusalOfBytes(other_class), HasSubstr("is built for another machine"));
}

TEST(PluginFile, IsRefusedWhenItIsAnExecutable) {
  auto executable = goodPlugin();
  executable[16] = 2;  // e_type: ET_EXEC
  EXPECT_THAT(refusalOfBytes(executable), HasSubstr("is no shared library"));
}

TEST(PluginFile, SurvivesHostileHeaderNumbers) {
  const auto good = goodPlugin();
  for (std::size_t byte = 24; byte < 64; ++byte) {
    auto bytes = good;
    bytes[byte] = static_cast<char>(bytes[byte] ^ 0xFF);
    // Refused for the header or, where loading ignores that byte, for the digest: never a crash.
    PluginFolder folder;
    EXPECT_NE(refusalOf(folder.write("libcase.so", bytes), std::string(64, '0')), "") << byte;
  }
}

TEST(PluginFile, IsRefusedWhenItsDigestDiffers) {
  PluginFolder folder;
  const auto file = folder.installTemplate("libgood.so", "payroll");
  EXPECT_THAT(refusalOf(file, std::string(64, '0')), HasSubstr("SHA-256 differs"));
  EXPECT_THAT(refusalOf(file, ""), HasSubstr("SHA-256 differs"));
}

TEST(PluginFile, IsRefusedWhenItIsAFolder) {
  PluginFolder folder;
  std::filesystem::create_directory(folder.path() / "libgood.so");
  EXPECT_THAT(refusalOf(folder.path() / "libgood.so", ""), HasSubstr("is a folder"));
}

TEST(PluginFile, IsRefusedWhenItIsAPipeAndDoesNotWaitForIt) {
  PluginFolder folder;
  ASSERT_EQ(::mkfifo((folder.path() / "libgood.so").c_str(), 0600), 0);
  EXPECT_THAT(refusalOf(folder.path() / "libgood.so", ""), HasSubstr("is no regular file"));
}

TEST(PluginFile, IsRefusedWhenItIsASymbolicLink) {
  PluginFolder folder;
  const auto file = folder.installTemplate("libgood.so", "payroll");
  std::filesystem::create_symlink(file, folder.path() / "liblink.so");
  EXPECT_THAT(refusalOf(folder.path() / "liblink.so"), HasSubstr("is a symbolic link"));
}

TEST(PluginFile, IsRefusedWhenEverybodyMayWriteIt) {
  PluginFolder folder;
  const auto file = folder.installTemplate("libgood.so", "payroll");
  std::filesystem::permissions(file, perms::others_write, perm_options::add);
  EXPECT_THAT(refusalOf(file), HasSubstr("everybody may change it"));
}

TEST(PluginFile, IsRefusedWhenEverybodyMayWriteAFolderAboveIt) {
  PluginFolder folder;
  const auto inner = folder.path() / "plugins";
  std::filesystem::create_directory(inner);
  std::filesystem::rename(folder.installTemplate("libgood.so", "payroll"), inner / "libgood.so");
  EXPECT_EQ(refusalOf(inner / "libgood.so"), "");
  std::filesystem::permissions(folder.path(), perms::others_write, perm_options::add);
  EXPECT_THAT(refusalOf(inner / "libgood.so"),
              HasSubstr("everybody may change its folder " + folder.path().string()));
  std::filesystem::permissions(folder.path(), perms::sticky_bit, perm_options::add);
  EXPECT_EQ(refusalOf(inner / "libgood.so"), "");
}

TEST(PluginFile, IsRefusedWhenItBelongsToAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  PluginFolder folder;
  const auto file = folder.installTemplate("libgood.so", "payroll");
  ASSERT_EQ(::chown(file.c_str(), 12345, 12345), 0);
  EXPECT_THAT(refusalOf(file), HasSubstr("belongs to another user"));
}

}  // namespace
}  // namespace patchbay
