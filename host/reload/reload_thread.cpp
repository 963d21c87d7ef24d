#include "host/reload/reload_thread.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <cstdint>

namespace patchbay::host {
namespace {

constexpr int kLookPause = 500;  // milliseconds, while replaced integrations finish what they have

}  // namespace

ReloadThread::ReloadThread(Reloader& reloader)
    : reloader_(reloader), waking_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

ReloadThread::~ReloadThread() { stop(); }

void ReloadThread::listenIn(const std::filesystem::path& folder, const std::string& name) {
  connectToHosts(folder);  // removes what dead hosts left
  socket_.emplace(folder, name);
}

void ReloadThread::start() {
  thread_ = std::thread([this] { run(); });
}

void ReloadThread::stop() {
  is_stopping_ = true;
  wake();
  if (thread_.joinable()) thread_.join();
  socket_.reset();
}

void ReloadThread::request() {
  is_wanted_ = true;
  wake();
}

void ReloadThread::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(waking_.get(), &one, sizeof one);
}

void ReloadThread::run() {
  pollfd awaited[] = {{waking_.get(), POLLIN, 0},
                      {socket_ ? socket_->descriptor() : -1, POLLIN, 0}};
  while (!is_stopping_) {
    awaited[0].revents = awaited[1].revents = 0;
    ::poll(awaited, 2, reloader_.hasRetired() ? kLookPause : -1);
    std::uint64_t wakes = 0;
    [[maybe_unused]] const auto read = ::read(waking_.get(), &wakes, sizeof wakes);
    if (is_stopping_) return;
    if (is_wanted_.exchange(false)) reloader_.reload();
    if ((awaited[1].revents & POLLIN) != 0) answer(socket_->accept());
    reloader_.endUnused();
  }
}

void ReloadThread::answer(const UniqueDescriptor& caller) {
  if (!caller) return;
  const auto order = readLine(caller);
  if (order != "reload") return;
  writeLine(caller, writeReport(reloader_.reload()));
}

}  // namespace patchbay::host
