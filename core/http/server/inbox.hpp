#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "core/base/export.hpp"

namespace patchbay::http::server {

/// The way back onto a serving thread for work that may outlive it.
///
/// No lock is shared with that thread: whoever is interrupted while he brings something does not
/// hold up the hand-outs there. When much comes at once, the thread looks at its sockets after each
/// piece.
class PATCHBAY_EXPORT Inbox {
 public:
  using Work = std::function<void()>;

  /// Keeps the event loop running until it is closed.
  explicit Inbox(boost::asio::io_context& context);
  ~Inbox();
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  /// Runs `work` on the thread, or drops it when the inbox is closed. Safe from any thread.
  void post(Work work);

  /// What has come is dropped, and what comes. Called by the thread itself, or after its end; and
  /// before the event loop goes.
  void close();

 private:
  struct Piece {
    Work work;
    Piece* older = nullptr;
  };

  void ring() const;
  void awaitBell();
  void collect();
  void scheduleNext();
  void runNext();
  static void drop(Piece* newest);

  std::atomic<Piece*> newest_{nullptr};
  std::atomic<bool> closed_{false};
  const int bell_;                    ///< an eventfd(2); whoever brings the first piece rings it
  boost::asio::io_context& context_;  ///< not touched once closed
  std::optional<boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>>
      heard_;
  std::uint64_t rings_ = 0;  ///< what is read from `heard_`, and of no interest
  std::deque<Work> collected_;
};

}  // namespace patchbay::http::server
