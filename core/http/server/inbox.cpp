#include "core/http/server/inbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <system_error>
#include <utility>

namespace patchbay::http::server {
namespace {

int makeBell() {
  const int bell = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (bell < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return bell;
}

}  // namespace

Inbox::Inbox(boost::asio::io_context& context)
    : bell_(makeBell()), context_(context), heard_(std::in_place, context.get_executor(), bell_) {
  awaitBell();
}

Inbox::~Inbox() {
  close();
  ::close(bell_);
}

void Inbox::post(Work work) {
  if (closed_) return;
  auto* const piece = new Piece{std::move(work), newest_.load()};
  Piece* older = piece->older;
  while (!newest_.compare_exchange_weak(older, piece)) piece->older = older;
  // From here on the piece belongs to the thread.
  if (closed_) {
    drop(newest_.exchange(nullptr));
  } else if (older == nullptr) {
    ring();
  }
}

void Inbox::ring() const {
  const std::uint64_t once = 1;
  // It fails only when the bell rings already, louder than can be counted.
  [[maybe_unused]] const ssize_t written = ::write(bell_, &once, sizeof once);
}

void Inbox::awaitBell() {
  heard_->async_read_some(boost::asio::buffer(&rings_, sizeof rings_),
                          [this](const boost::system::error_code& error, std::size_t) {
                            if (error) return;
                            collect();
                            awaitBell();
                          });
}

/// Moves what was brought since the last look behind what waits, the oldest first.
void Inbox::collect() {
  const bool was_idle = collected_.empty();
  const auto place = static_cast<std::ptrdiff_t>(collected_.size());
  for (Piece* piece = newest_.exchange(nullptr); piece != nullptr;) {
    const std::unique_ptr<Piece> taken(piece);
    collected_.insert(collected_.begin() + place, std::move(taken->work));
    piece = taken->older;
  }
  if (was_idle && !collected_.empty()) scheduleNext();
}

void Inbox::scheduleNext() {
  boost::asio::post(context_, [this] { runNext(); });
}

void Inbox::runNext() {
  if (collected_.empty()) return;  // closed meanwhile
  const Work work = std::move(collected_.front());
  collected_.pop_front();
  if (!collected_.empty()) scheduleNext();
  work();
}

void Inbox::close() {
  if (closed_.exchange(true)) return;
  heard_->release();  // the bell stays: somebody may be about to ring it
  heard_.reset();
  std::deque<Work> dropped;
  dropped.swap(collected_);
  drop(newest_.exchange(nullptr));
}

void Inbox::drop(Piece* newest) {
  while (newest != nullptr) {
    const std::unique_ptr<Piece> dropped(newest);
    newest = dropped->older;
  }
}

}  // namespace patchbay::http::server
