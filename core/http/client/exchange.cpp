#include "core/http/client/exchange.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <utility>

#include "core/base/fault_point.hpp"
#include "core/http/client/request_text.hpp"

namespace patchbay::http::client {

namespace asio = boost::asio;

namespace {

// Keeps an absurd deadline from overflowing the clock.
constexpr Milliseconds kLongestDeadline = std::chrono::hours(24);

SteadyTime deadlineOf(Milliseconds deadline) {
  return SteadyTime::clock::now() + std::clamp(deadline, Milliseconds(0), kLongestDeadline);
}

// What a connection looks like that the peer has closed, in order or not.
bool isClosedByPeer(const boost::system::error_code& error) {
  return error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::error::broken_pipe || error == asio::error::connection_aborted ||
         error == asio::ssl::error::stream_truncated;
}

}  // namespace

/// Passes a cancellation on to the client's thread. `co_spawn` to another thread would do that with
/// a pointer into the caller's frame, which may be gone by then (Boost 1.81).
class Exchange::CancelFromAnywhere {
 public:
  explicit CancelFromAnywhere(const std::shared_ptr<Exchange>& exchange) : exchange_(exchange) {}

  void operator()(asio::cancellation_type_t) const {
    const auto exchange = exchange_.lock();
    if (!exchange) return;
    asio::post(exchange->loop_->io(), [weak = exchange_] {
      if (const auto alive = weak.lock()) alive->cancel();
    });
  }

 private:
  std::weak_ptr<Exchange> exchange_;
};

/// Begins the work on the client's thread; `handler` is called on its own executor at the end.
class Exchange::Start {
 public:
  explicit Start(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

  template <typename Handler>
  void operator()(Handler&& handler) const {
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) slot.assign(CancelFromAnywhere(exchange_));
    auto work = asio::make_work_guard(asio::get_associated_executor(handler));
    auto end = [work = std::move(work), handler = std::forward<Handler>(handler),
                exchange = exchange_](std::exception_ptr) mutable {
      // The caller may let its executor go as soon as it is resumed, so nothing of that stays here.
      const auto executor = work.get_executor();
      asio::post(executor, [work = std::move(work), handler = std::move(handler)]() mutable {
        work.reset();
        std::move(handler)();
      });
    };
    asio::post(exchange_->loop_->io(), [exchange = exchange_, end = std::move(end)]() mutable {
      asio::co_spawn(exchange->loop_->io(), exchange->work(),
                     asio::bind_cancellation_slot(exchange->cancel_.slot(), std::move(end)));
    });
  }

 private:
  std::shared_ptr<Exchange> exchange_;
};

Exchange::Exchange(std::shared_ptr<ClientLoop> loop, const HttpRequest& request,
                   const std::string& user_agent)
    : loop_(std::move(loop)),
      url_(parseHttpUrl(request.url)),
      wire_(writeRequest(request, url_, user_agent)),
      is_head_(request.method == "HEAD"),
      // A token that is asked for by GET is issued each time all the same.
      is_idempotent_(is_head_ ||
                     (request.method == "GET" && request.purpose == RequestPurpose::api)),
      body_limit_(request.body_limit),
      purpose_(request.purpose),
      connection_wait_(request.connection_wait),
      patience_(request.deadline),
      deadline_(deadlineOf(request.connection_wait.value_or(request.deadline))) {}

awaitable<void> Exchange::perform() {
  Start start(shared_from_this());
  asio::use_awaitable_t<> token;
  co_await asio::async_initiate<asio::use_awaitable_t<>, void()>(start, token);
}

HttpResponse Exchange::take() {
  // Handed over, so that it also ends on the caller's thread.
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  if (!reader_ || !reader_->done()) throw failure(TransportFault::ambiguous, "it was not ended");
  return reader_->take();
}

void Exchange::cancel() {
  if (ended_) return;
  cancelled_ = true;
  cancel_.emit(asio::cancellation_type::terminal);
}

awaitable<void> Exchange::work() {
  const auto self = shared_from_this();
  try {
    co_await transfer();
  } catch (const TransportError& error) {
    noteFailure(error);
  } catch (const UnreadableAnswer& error) {
    noteFailure(failure(TransportFault::unreadable,
                        std::string("its answer cannot be read: ") + error.what()));
  } catch (const std::exception&) {
    noteFailure(failure(TransportFault::ambiguous, "the request was given up"));
  }
  lease_.reset();
  loop_->leave(*this);
  ended_ = true;
}

awaitable<void> Exchange::transfer() {
  if (!loop_->enter(*this)) throw failure(TransportFault::not_sent, "the client is closing");
  Lease lease = co_await loop_->pool().acquire(url_.origin, deadline_);
  lease_.emplace(std::move(lease));
  if (connection_wait_) deadline_ = deadlineOf(patience_);
  co_await prepareConnection();
  bool answered = co_await attempt();
  if (!answered && mayRepeat()) {
    lease_->renew();
    co_await prepareConnection();
    answered = co_await attempt();
  }
  if (!answered) {
    throw failure(TransportFault::ambiguous, "the connection was closed before the whole answer");
  }
  if (wrote_all_ && reader_->leavesConnectionOpen()) {
    lease_->connection().clearDeadline();
    lease_->keep();
  }
}

awaitable<void> Exchange::prepareConnection() {
  if (lease_->connection().isOpen() && !lease_->connection().isQuiet()) lease_->renew();
  reused_ = lease_->connection().isOpen();
  if (!reused_) {
    co_await lease_->connection().open(deadline_);
  }
  if (SteadyTime::clock::now() >= deadline_) {
    throw failure(TransportFault::not_sent, "the deadline was over before anything was sent");
  }
  lease_->connection().setDeadline(deadline_);
}

/// Sends the request and reads the answer; false when the peer closed the connection too early.
awaitable<bool> Exchange::attempt() {
  reader_.emplace(is_head_, body_limit_);
  sent_ = true;
  const auto written = co_await lease_->connection().write(asio::buffer(wire_));
  wrote_all_ = !written.error;
  // A peer that refuses a body may answer and close before it has read all of it, so look.
  if (written.error) endedUnanswered(written.error);
  if (faultPointsArmed()) co_await passSent();
  const bool answered = co_await readAnswer();
  co_return answered;
}

awaitable<void> Exchange::passSent() {
  const auto self = shared_from_this();
  if (purpose_ == RequestPurpose::connect) co_await faultPoint(FaultPoint::connect_after_send);
  if (purpose_ == RequestPurpose::refresh) co_await faultPoint(FaultPoint::refresh_after_send);
  if (purpose_ == RequestPurpose::disconnect) {
    co_await faultPoint(FaultPoint::disconnect_after_send);
  }
}

awaitable<bool> Exchange::readAnswer() {
  bool open = true;
  while (open && !reader_->done()) {
    const auto read = co_await lease_->connection().readSome(reader_->room());
    reader_->received(read.count);
    if (read.error) open = !endedUnanswered(read.error);
  }
  co_return reader_->done();
}

/// True when the peer has closed the connection and the answer is not complete by that.
/// @throws TransportError `ambiguous` for any other failure.
bool Exchange::endedUnanswered(const boost::system::error_code& error) {
  if (error == asio::error::eof && reader_->closed()) return false;
  if (isClosedByPeer(error)) return true;
  if (error == boost::beast::error::timeout) {
    throw failure(TransportFault::ambiguous, "no whole answer came before the deadline");
  }
  throw failure(TransportFault::ambiguous, "the connection failed: " + error.message());
}

bool Exchange::mayRepeat() const {
  return reused_ && is_idempotent_ && !reader_->receivedAnything();
}

TransportError Exchange::failure(TransportFault fault, const std::string& reason) const {
  return {fault, url_.origin.authority + ": " + reason + "."};
}

/// The last word on a failure: a cancelled request says so, and nothing that went out is taken
/// back.
void Exchange::noteFailure(const TransportError& error) {
  const bool unsure = error.fault() == TransportFault::not_sent && sent_;
  TransportError noted = cancelled_ ? failure(error.fault(), "the request was cancelled") : error;
  if (!sent_ && error.fault() == TransportFault::ambiguous) {
    noted = TransportError(TransportFault::not_sent, noted.what());
  }
  if (unsure) noted = TransportError(TransportFault::ambiguous, noted.what());
  error_ = std::make_exception_ptr(noted);
}

}  // namespace patchbay::http::client
