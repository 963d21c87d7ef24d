#include "core/http/server/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace patchbay::http::server {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kHeaderReadSize = 4096;
constexpr std::size_t kBodyReadSize = 16 * 1024;
/// A larger answer gives its memory back.
constexpr std::size_t kKeptAnswer = 64 * 1024;
/// How long a connection that we end may go on sending: closed at once, the reset that follows
/// could reach the caller before the answer does.
constexpr Milliseconds kLinger{2'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr asio::use_awaitable_t<ServingExecutor> kAwait;

}  // namespace

Connection::Connection(ServingThread& thread, ServingSocket socket, ConnectionQuota::Place place)
    : thread_(thread),
      socket_(std::move(socket)),
      place_(std::move(place)),
      registration_(thread.enter(*this)),
      now_(std::chrono::steady_clock::now()),
      incoming_(thread.parts().limits) {
  socket_.set_option(asio::ip::tcp::no_delay(true), error_);
  socket_.non_blocking(true, error_);
}

Connection::~Connection() { thread_.leave(registration_); }

ServingAwaitable Connection::run(std::unique_ptr<Connection> connection) {
  co_await connection->serve();
}

ServingAwaitable Connection::serve() {
  do {
    beginRequest();
    while (!takeHeader()) {
      const auto space = incoming_.space(kHeaderReadSize);
      const auto length =
          co_await socket_.async_read_some(space, asio::redirect_error(kAwait, error_));
      if (!received(length)) break;
    }
    if (!gone_ && !answerAtOnce()) {
      co_await answerSlowly();
    }
    if (!gone_ && !writeAtOnce()) {
      co_await writeRest();
    }
  } while (finishRequest());
  if (!gone_) {
    co_await linger();
  }
}

/// What an immediate handler did not settle: a body to read, a handler to wait for.
ServingAwaitable Connection::answerSlowly() {
  const auto& facts = incoming_.facts();
  if (match_.route == nullptr && facts.expects_continue) {
    keep_alive_ = false;  // the caller waits for our word before it sends the body: it is "no"
    answerUnrouted();
    co_return;
  }
  if (facts.hasBody() && facts.expects_continue && !incoming_.hasBytes()) {
    co_await sendContinue();
  }
  if (facts.hasBody() && !gone_) {
    co_await readBody();
  }
  if (gone_ || answered()) co_return;
  if (match_.route == nullptr) {
    answerUnrouted();
    co_return;
  }
  co_await callHandler();
}

ServingAwaitable Connection::sendContinue() {
  enter(Phase::writing, thread_.parts().options.body_deadline);
  co_await asio::async_write(socket_, asio::buffer(kContinue),
                             asio::redirect_error(kAwait, error_));
  gone_ = error_.failed();
}

ServingAwaitable Connection::readBody() {
  enter(Phase::body, thread_.parts().options.body_deadline);
  while (!takeBody()) {
    const auto space = incoming_.space(kBodyReadSize);
    const auto length =
        co_await socket_.async_read_some(space, asio::redirect_error(kAwait, error_));
    if (!received(length)) break;
  }
}

ServingAwaitable Connection::callHandler() {
  phase_ = Phase::handler;
  deadline_ = SteadyTime::max();  // the handler's own deadline is a timer
  auto call = makeCall();
  if (!call) co_return;
  co_await awaitHandler(call);
  call->abandon();
  if (gone_) co_return;
  if (call->finished()) {
    answer(call->response());
  } else {
    answerProblem(IntegrationError(
        ErrorCode::temporarily_unavailable,
        "This took too long here and may still come to its end; ask again in a while."));
  }
}

ServingAwaitable Connection::awaitHandler(std::shared_ptr<HandlerCall> call) {
  const auto& parts = thread_.parts();
  if (!handler_timer_) handler_timer_.emplace(thread_.context().get_executor());
  handler_timer_->expires_after(parts.options.handler_deadline);
  call->start(parts.flows, thread_.inbox(), [this] { handler_timer_->cancel(); });
  co_await handler_timer_->async_wait(asio::redirect_error(kAwait, error_));
}

ServingAwaitable Connection::writeRest() {
  enter(Phase::writing, thread_.parts().options.body_deadline);
  const auto rest = asio::buffer(out_) + written_;
  co_await asio::async_write(socket_, rest, asio::redirect_error(kAwait, error_));
  gone_ = error_.failed();
}

ServingAwaitable Connection::linger() {
  enter(Phase::lingering, kLinger);
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error_);
  while (!error_.failed() && !gone_) {
    incoming_.dropBytes();
    const auto space = incoming_.space(kBodyReadSize);
    co_await socket_.async_read_some(space, asio::redirect_error(kAwait, error_));
  }
}

void Connection::beginRequest() {
  incoming_.begin();
  request_id_.clear();
  match_.route = nullptr;
  status_ = 0;
  // No look at the clock: the request before, or the connection, has just set `now_`.
  started_ = now_;
  if (incoming_.hasBytes()) {  // sent ahead
    phase_ = Phase::header;
    deadline_ = now_ + thread_.parts().options.header_deadline;
  } else {
    gone_ = gone_ || thread_.stopping();
    phase_ = Phase::idle;
    deadline_ = now_ + thread_.parts().options.idle_deadline;
  }
}

bool Connection::takeHeader() {
  if (gone_) return true;
  if (!incoming_.takeHeader()) return false;
  if (incoming_.refusal()) {
    refuse(*incoming_.refusal());
    return true;
  }
  keep_alive_ = incoming_.keepAlive() && !thread_.stopping();
  identifyRequest();
  thread_.parts().router.find(incoming_.method(), incoming_.facts().path, match_);
  return true;
}

bool Connection::takeBody() {
  const bool whole = incoming_.takeBody();
  if (incoming_.refusal()) refuse(*incoming_.refusal());
  return whole;
}

/// Takes note of what a read brought. False when there is nothing more to read: the caller has
/// gone, or has been too slow and is told so.
bool Connection::received(std::size_t length) {
  if (timed_out_) {
    refuse({ErrorCode::request_timeout, "The request did not arrive in time; send it again."});
    return false;
  }
  if (error_) {
    gone_ = true;
    return false;
  }
  incoming_.commit(length);
  if (phase_ == Phase::idle) {
    enter(Phase::header, thread_.parts().options.header_deadline);
    started_ = now_;
  }
  return true;
}

/// Most answers fit into the socket's buffer; whether this one did.
bool Connection::writeAtOnce() {
  written_ = socket_.write_some(asio::buffer(out_), error_);
  gone_ = error_ && error_ != asio::error::would_block;
  return gone_ || written_ == out_.size();
}

/// Accounts for the request; whether another may follow.
bool Connection::finishRequest() {
  if (phase_ != Phase::idle) recordRequest();
  out_.clear();
  if (out_.capacity() > kKeptAnswer) out_.shrink_to_fit();
  return keep_alive_ && !gone_;
}

void Connection::recordRequest() {
  const auto routes = thread_.parts().router.routes().size();
  now_ = std::chrono::steady_clock::now();
  identifyRequest();
  AccessEntry entry;
  entry.time = thread_.wallTime().stamp();
  entry.request_id = request_id_;
  entry.method = incoming_.method();
  entry.route = match_.route == nullptr ? routes : match_.route->index;
  entry.status = gone_ ? 0 : status_;
  entry.duration = std::chrono::duration_cast<std::chrono::microseconds>(now_ - started_);
  entry.bytes = gone_ ? 0 : out_.size();
  entry.remote_address = place_.address();
  thread_.counters().count(entry.route, entry.status, entry.duration);
  thread_.logAccess(entry);
}

void Connection::enter(Phase phase, Milliseconds deadline) {
  now_ = std::chrono::steady_clock::now();
  phase_ = phase;
  deadline_ = now_ + deadline;
}

void Connection::enforceDeadline(SteadyTime now) {
  if (now < deadline_) return;
  if (phase_ == Phase::header || phase_ == Phase::body) {
    timed_out_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
  } else {
    closeNow();
  }
}

void Connection::closeWhenIdle() {
  keep_alive_ = false;
  if (phase_ == Phase::idle) closeNow();
}

void Connection::closeNow() {
  gone_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (handler_timer_) handler_timer_->cancel();
}

}  // namespace patchbay::http::server
