#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <string>

#include "tests/host/program.hpp"

// What becomes of a host when the terminal goes in which somebody started it, or its log's reader.

namespace patchbay::testing {
namespace {

using ::testing::HasSubstr;

class Hangup : public Program {
 protected:
  Hangup() {
    if (::openpty(&screen_, &line_, nullptr, nullptr, nullptr) != 0) {
      throw std::runtime_error("no terminal is left");
    }
    ::fcntl(screen_, F_SETFD, FD_CLOEXEC);  // else a child would keep it open
    ::fcntl(line_, F_SETFD, FD_CLOEXEC);
  }
  ~Hangup() override {
    ::close(line_);
    closeTerminal();
  }

  std::unique_ptr<ChildProcess> serve(const ChildProcess::Options& options) {
    EXPECT_EQ(runToEnd({"init"}), 0);
    ChildProcess::Options serving = options;
    serving.arguments = {"serve"};
    auto host = std::make_unique<ChildProcess>("patchbay", serving);
    EXPECT_THAT(host->readLine(), HasSubstr("serves"));
    return host;
  }
  /// Sends SIGHUP to whom the terminal belongs to.
  void closeTerminal() {
    if (screen_ >= 0) ::close(screen_);
    screen_ = -1;
  }
  void expectReloads() {
    EXPECT_EQ(runToEnd({"integrations", "reload"}), 0) << output;
    EXPECT_THAT(output, HasSubstr("the registry lists no integration"));
  }

  int screen_ = -1;  // the user's end of the terminal
  int line_ = -1;    // the program's end
};

TEST_F(Hangup, IsAReloadAlsoWhenNobodyReadsTheLogAnyMore) {
  auto options = options_;
  options.error_file = (folder_ / "log").string();
  ASSERT_EQ(::mkfifo(options.error_file.c_str(), 0600), 0);
  const int reader = ::open(options.error_file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  const auto host = serve(options);
  ::close(reader);  // each further line of the log is an EPIPE
  for (int i = 0; i < 3; ++i) {
    host->signal(SIGHUP);
    expectReloads();
  }
  host->signal(SIGTERM);
  EXPECT_EQ(host->wait(), 0);
}

// As `nohup patchbay serve &` leaves it.
TEST_F(Hangup, OfATerminalThatItDoesNotReadIsAReload) {
  auto options = options_;
  options.error_file.clear();
  options.terminal = line_;
  options.reads_terminal = false;
  const auto host = serve(options);
  closeTerminal();
  expectReloads();
  host->signal(SIGHUP);
  expectReloads();
  host->signal(SIGTERM);
  EXPECT_EQ(host->wait(), 0);
}

TEST_F(Hangup, OfTheTerminalThatItReadsEndsItInOrder) {
  auto options = options_;
  options.error_file.clear();
  options.terminal = line_;
  const auto host = serve(options);
  closeTerminal();
  EXPECT_EQ(host->wait(), 0);
}

}  // namespace
}  // namespace patchbay::testing
