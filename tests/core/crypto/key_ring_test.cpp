#include "core/crypto/key_ring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"

namespace patchbay::crypto {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kA = base64(std::string(32, 'a'));
const std::string kB = base64(std::string(32, 'b'));

std::string refusalOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const IntegrationError& error) {
    EXPECT_EQ(error.code(), ErrorCode::settings_invalid);
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

std::string refusalOf(const std::string& text) {
  return refusalOf([&] { KeyRing::parse(text, "keys.txt"); });
}

TEST(KeyRing, ReadsAllKeysAndWritesWithTheFirst) {
  const KeyRing ring = KeyRing::parse("# new\r\nkey-2:" + kB + "\r\n\n  \nold:" + kA, "keys.txt");
  ASSERT_EQ(ring.keys().size(), 2U);
  EXPECT_EQ(ring.writer().id, "key-2");
  EXPECT_EQ(ring.writer().bytes.reveal(), std::string(32, 'b'));
  ASSERT_NE(ring.find("old"), nullptr);
  EXPECT_EQ(ring.find("old")->bytes.reveal(), std::string(32, 'a'));
  EXPECT_EQ(ring.find("older"), nullptr);
  EXPECT_EQ(ring.find(""), nullptr);
}

TEST(KeyRing, RefusesAFileWithoutAKey) {
  EXPECT_THAT(refusalOf(""), HasSubstr("keys.txt: holds no key"));
  EXPECT_THAT(refusalOf("# only a comment\n\n"), HasSubstr("keys.txt: holds no key"));
}

TEST(KeyRing, RefusesAMalformedLineNamingFileAndLineButNoKey) {
  for (const std::string& line :
       {"k" + kA, ":" + kA, "K:" + kA, "a b:" + kA, " k:" + kA, std::string(33, 'k') + ":" + kA,
        "k: " + kA, "k:" + kA + " ", "k:" + kA.substr(1), "k:" + kA + "=", std::string("k:")}) {
    EXPECT_THAT(refusalOf("\n" + line),
                AllOf(HasSubstr("keys.txt line 2: "), HasSubstr("; "), Not(HasSubstr("YWFh"))))
        << line;
  }
}

TEST(KeyRing, RefusesAKeyOfAnotherLength) {
  EXPECT_THAT(refusalOf("k:" + base64(std::string(16, 'a'))),
              HasSubstr("keys.txt line 1: the key has 16 bytes, not 32"));
  EXPECT_THAT(refusalOf("k:" + base64(std::string(33, 'a'))), HasSubstr("33 bytes, not 32"));
}

TEST(KeyRing, RefusesADoubledIdNamingBothLines) {
  EXPECT_THAT(refusalOf("k:" + kA + "\nk:" + kB),
              HasSubstr("keys.txt line 2: the key id k stands in line 1 already"));
}

TEST(KeyRing, ChecksKeysThatAreGivenDirectlyToo) {
  EXPECT_THAT(refusalOf([] { KeyRing(std::vector<KeyRing::Key>()); }), HasSubstr("no key"));
  EXPECT_THAT(refusalOf([] {
                KeyRing({{"k", Secret(std::string(31, 'a'))}});
              }),
              HasSubstr("not 32 bytes"));
  EXPECT_THAT(refusalOf([] {
                KeyRing({{"K", Secret(std::string(32, 'a'))}});
              }),
              HasSubstr("key id"));
  EXPECT_THAT(refusalOf([] {
                KeyRing({{"k", Secret(std::string(32, 'a'))}, {"k", Secret(std::string(32, 'b'))}});
              }),
              HasSubstr("two keys"));
}

class KeyFile : public ::testing::Test {
 protected:
  KeyFile() {
    std::string pattern = ::testing::TempDir() + "keys_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    file_ = folder_ / "patchbay.keys";
  }
  ~KeyFile() override { std::filesystem::remove_all(folder_); }

  std::string content() const {
    std::ostringstream text;
    text << std::ifstream(file_).rdbuf();
    return text.str();
  }

  std::filesystem::path folder_;
  std::filesystem::path file_;
};

TEST_F(KeyFile, HoldsOneNewKeyThatOnlyItsOwnerMayRead) {
  const mode_t before = ::umask(0);
  KeyRing::createFile(file_);
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_EQ(KeyRing::parse(content(), "keys").keys().size(), 1U);
}

TEST_F(KeyFile, HoldsAnotherKeyEachTime) {
  KeyRing::createFile(file_);
  const std::string first = content();
  std::filesystem::remove(file_);
  KeyRing::createFile(file_);
  EXPECT_NE(content(), first);
}

TEST_F(KeyFile, IsNeverOverwritten) {
  std::ofstream(file_) << "precious";
  EXPECT_THAT(refusalOf([&] { KeyRing::createFile(file_); }),
              AllOf(HasSubstr(file_.string()), HasSubstr("File exists")));
  EXPECT_EQ(content(), "precious");
}

TEST_F(KeyFile, IsNotMadeBehindADanglingLink) {
  std::filesystem::create_symlink(folder_ / "elsewhere", file_);
  EXPECT_THAT(refusalOf([&] { KeyRing::createFile(file_); }), HasSubstr("File exists"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere"));
}

TEST_F(KeyFile, NamesTheSystemsReasonWhenItCannotBeMade) {
  EXPECT_THAT(refusalOf([&] { KeyRing::createFile(folder_ / "absent" / "keys"); }),
              HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace patchbay::crypto
