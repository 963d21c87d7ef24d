#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <utility>

#include "host/commands/commands.hpp"
#include "host/host_application.hpp"

namespace patchbay::host {
namespace {

constexpr Milliseconds kGrace{30'000};
// What stop() may need beyond the grace, to join its threads.
constexpr Milliseconds kLastWait{5'000};
// For every connection that the server takes, and what they ask of providers and database.
constexpr rlim_t kDescriptors = 32'768;

/// A core file would hold tokens and keys in clear.
void forbidCoreFiles() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  // A core file that goes to a pipe ignores the limit; an empty filter leaves it without memory.
  const int filter = ::open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  if (filter < 0) return;
  [[maybe_unused]] const auto written = ::write(filter, "0", 1);
  ::close(filter);
}

/// Each connection takes a descriptor, and systems start programs with a thousand.
void raiseDescriptorLimit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = std::max(files.rlim_cur, std::min<rlim_t>(files.rlim_max, kDescriptors));
  ::setrlimit(RLIMIT_NOFILE, &files);
}

/// Waits for SIGTERM or SIGINT, then stops the host. A second signal ends the process at once, and
/// so does a part that does not end within the grace. SIGHUP reloads the integrations, unless it
/// says that the terminal is gone.
class Shutdown {
 public:
  explicit Shutdown(HostApplication& application) : application_(application) {}

  void run() {
    signals_.async_wait([this](auto error, int) { begin(error); });
    reloadAtSignal();
    context_.run();
    if (stopping_.joinable()) stopping_.join();
  }

 private:
  void begin(const boost::system::error_code& error) {
    if (error) return;
    signals_.async_wait([](auto failure, int) {
      if (!failure) std::_Exit(static_cast<int>(ExitCode::failure));
    });
    deadline_.expires_after(kGrace + kLastWait);
    deadline_.async_wait([](auto failure) {
      if (!failure) std::_Exit(static_cast<int>(ExitCode::failure));
    });
    stopping_ = std::thread([this] {
      application_.stop(kGrace);
      context_.stop();
    });
  }

  void reloadAtSignal() {
    hangups_.async_wait([this](auto error, int) {
      if (error) return;
      if (isTerminalGone()) {
        signals_.cancel();  // from now on a signal is a second one
        return begin(error);
      }
      application_.requestReload();
      reloadAtSignal();
    });
  }

  /// The window was closed in which somebody started the host by hand.
  bool isTerminalGone() const { return began_in_terminal_ && ::isatty(STDIN_FILENO) == 0; }

  HostApplication& application_;
  const bool began_in_terminal_ = ::isatty(STDIN_FILENO) == 1;
  boost::asio::io_context context_{1};
  boost::asio::signal_set signals_{context_, SIGTERM, SIGINT};
  boost::asio::signal_set hangups_{context_, SIGHUP};
  boost::asio::steady_timer deadline_{context_};
  std::thread stopping_;
};

ExitCode serve(const CommandLine& line) {
  forbidCoreFiles();
  raiseDescriptorLimit();
  HostParts parts;
  parts.read_settings = [&line] { return line.loadSettings(); };
  HostApplication application(line.loadSettings(), std::move(parts));
  Shutdown shutdown(application);  // before the first request, so that no signal is missed
  application.start();
  std::cout << "patchbay " PATCHBAY_VERSION " serves " << application.publicUrl() << " on port "
            << application.port() << std::endl;
  shutdown.run();
  return ExitCode::ok;
}

}  // namespace

void addServe(CommandLine& line) {
  CLI::App* const command =
      line.add("serve", "Serve until SIGTERM or SIGINT", [&line] { return serve(line); });
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
