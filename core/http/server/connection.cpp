#include "core/http/server/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "core/http/problem.hpp"
#include "core/http/server/answer_text.hpp"
#include "core/http/server/request_building.hpp"

namespace patchbay::http::server {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kReadSize = 4096;
constexpr std::size_t kBodyReadSize = 16 * 1024;
/// Larger buffers are given back after the request that needed them.
constexpr std::size_t kKeptBuffer = 64 * 1024;
/// How long a connection that we end may go on sending: closed at once, the reset that follows
/// could reach the caller before the answer does.
constexpr Milliseconds kLinger{2'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr asio::use_awaitable_t<ServingExecutor> kAwait;

std::string_view viewOf(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
}

}  // namespace

Connection::Connection(ServingThread& thread, ServingSocket socket, ConnectionQuota::Place place)
    : thread_(thread),
      socket_(std::move(socket)),
      place_(std::move(place)),
      registration_(thread.enter(*this)),
      scan_(thread.parts().limits) {
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
      const auto length =
          co_await socket_.async_read_some(space(), asio::redirect_error(kAwait, error_));
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
  const bool has_body = facts_.hasBody();
  if (match_.route == nullptr && facts_.expects_continue) {
    keep_alive_ = false;  // the caller waits for our word before it sends the body: it is "no"
    answerUnrouted();
    co_return;
  }
  if (has_body && facts_.expects_continue && buffer_.size() == 0) {
    co_await sendContinue();
  }
  if (has_body && !gone_) {
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
  if (facts_.chunked) chunks_.emplace(thread_.parts().limits.body);
  while (!takeBody()) {
    const auto length =
        co_await socket_.async_read_some(space(), asio::redirect_error(kAwait, error_));
    if (!received(length)) break;
  }
}

ServingAwaitable Connection::callHandler() {
  std::shared_ptr<HandlerCall> call;
  const auto& parts = thread_.parts();
  phase_ = Phase::handler;
  deadline_ = SteadyTime::max();
  try {
    auto request = buildRequest(parser_->get(), facts_, match_);
    request.body = std::move(body_);
    request.remote_address = place_.address();
    request.request_id = request_id_;
    call = std::make_shared<HandlerCall>(*match_.route, std::move(request), parts.log);
  } catch (...) {
    answer(problemOf(std::current_exception(), match_.route->pattern, request_id_, parts.log));
  }
  if (answered()) co_return;
  if (!handler_timer_) handler_timer_.emplace(thread_.context().get_executor());
  handler_timer_->expires_after(parts.options.handler_deadline);
  call->start(parts.flows, thread_.inbox(), [this] { handler_timer_->cancel(); });
  co_await handler_timer_->async_wait(asio::redirect_error(kAwait, error_));
  call->abandon();
  if (gone_) co_return;
  if (call->finished()) {
    answer(call->response());
  } else {
    answer(problem(IntegrationError(ErrorCode::temporarily_unavailable,
                                    "This took too long; it may still come to its end. Try again."),
                   request_id_));
  }
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
    buffer_.clear();
    co_await socket_.async_read_some(space(), asio::redirect_error(kAwait, error_));
  }
}

void Connection::beginRequest() {
  scan_.restart();
  request_id_.clear();
  header_seen_ = false;
  match_.route = nullptr;
  facts_ = RequestFacts{};
  status_ = 0;
  if (buffer_.size() > 0) {  // sent ahead
    started_ = std::chrono::steady_clock::now();
    enter(Phase::header, thread_.parts().options.header_deadline);
    return;
  }
  if (thread_.stopping()) gone_ = true;
  enter(Phase::idle, thread_.parts().options.idle_deadline);
}

bool Connection::takeHeader() {
  if (gone_) return true;
  if (phase_ == Phase::idle) return false;
  const auto length = scan_.advance(viewOf(buffer_));
  if (scan_.refusal()) {
    refuse(*scan_.refusal());
    return true;
  }
  if (length == 0) return false;
  parseHeader(length);
  return true;
}

void Connection::parseHeader(std::size_t length) {
  parser_.emplace();
  parser_->skip(true);  // only the header; bodies are read by stricter rules than Beast's
  parser_->header_limit(static_cast<std::uint32_t>(thread_.parts().limits.header) + 1);
  boost::system::error_code error;
  parser_->put(asio::buffer(buffer_.cdata(), length), error);
  if (error || !parser_->is_header_done()) {
    refuse({ErrorCode::invalid_request, "The header is not well-formed HTTP/1.1."});
    return;
  }
  header_seen_ = true;
  buffer_.consume(length);
  keep_alive_ = parser_->keep_alive() && !thread_.stopping();
  if (auto refusal = inspect(parser_->get(), thread_.parts().limits, facts_)) {
    refuse(*refusal);
    return;
  }
  routeRequest();
}

void Connection::routeRequest() {
  identifyRequest();
  thread_.parts().router.find(method(), facts_.path, match_);
}

void Connection::identifyRequest() {
  if (!request_id_.empty()) return;
  if (facts_.request_id.empty()) {
    thread_.writeRequestId(request_id_);
  } else {
    request_id_.assign(facts_.request_id);
  }
}

bool Connection::takeBody() { return facts_.chunked ? takeChunkedBody() : takePlainBody(); }

bool Connection::takePlainBody() {
  const auto missing = facts_.content_length - body_.size();
  const auto bytes = viewOf(buffer_).substr(0, missing);
  body_.append(bytes);
  buffer_.consume(bytes.size());
  return body_.size() == facts_.content_length;
}

bool Connection::takeChunkedBody() {
  buffer_.consume(chunks_->advance(viewOf(buffer_), body_));
  if (chunks_->refusal()) refuse(*chunks_->refusal());
  return chunks_->complete() || answered();
}

asio::mutable_buffer Connection::space() {
  const bool small = phase_ == Phase::idle || phase_ == Phase::header;
  return buffer_.prepare(small ? kReadSize : kBodyReadSize);
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
  buffer_.commit(length);
  if (phase_ == Phase::idle) {
    started_ = std::chrono::steady_clock::now();
    phase_ = Phase::header;
    deadline_ = started_ + thread_.parts().options.header_deadline;
  }
  return true;
}

bool Connection::answerAtOnce() {
  if (answered()) return true;
  if (facts_.hasBody()) return false;
  if (match_.route == nullptr) {
    answerUnrouted();
    return true;
  }
  if (!match_.route->immediate) return false;
  try {
    const BufferedRequestView view(parser_->get(), facts_, match_, request_id_);
    const auto found = match_.route->immediate(view);
    if (found) answerImmediately(*found);
  } catch (...) {
    answer(problemOf(std::current_exception(), match_.route->pattern, request_id_,
                     thread_.parts().log));
  }
  return answered();
}

void Connection::answerImmediately(const ImmediateAnswer& immediate) {
  status_ = 200;
  appendAnswer(out_, frame(), immediate);
}

AnswerFrame Connection::frame() {
  AnswerFrame frame;
  frame.date = thread_.wallTime().date();
  frame.request_id = request_id_;
  frame.keep_alive = keep_alive_;
  frame.http10 = header_seen_ && parser_->get().version() == 10;
  frame.without_body = method() == "HEAD";
  return frame;
}

void Connection::answer(const ServerResponse& response) {
  status_ = response.status;
  if (appendAnswer(out_, frame(), response)) return;
  thread_.parts().log.error(
      "answer_refused",
      {{"request_id", request_id_}, {"detail", "a handler's status or header cannot be sent"}});
  answer(problem(IntegrationError(ErrorCode::internal,
                                  "This host failed to answer; its log has the request id."),
                 request_id_));
}

void Connection::answerUnrouted() {
  if (match_.allowed_methods.empty()) {
    answer(problem(IntegrationError(ErrorCode::not_found, "No such path; look for a typing error."),
                   request_id_));
    return;
  }
  auto response = problem(IntegrationError(ErrorCode::method_not_allowed,
                                           "This path is for " + match_.allowed_methods + "."),
                          request_id_);
  answer(response.with("Allow", match_.allowed_methods));
}

void Connection::refuse(const Refusal& refusal) {
  identifyRequest();
  keep_alive_ = false;
  answer(problem(IntegrationError(refusal.code, std::string(refusal.reason)), request_id_));
}

bool Connection::writeAtOnce() {
  written_ = socket_.write_some(asio::buffer(out_), error_);
  if (error_ && error_ != asio::error::would_block) {
    gone_ = true;
    return true;
  }
  return written_ == out_.size();
}

/// Accounts for the request; whether another may follow.
bool Connection::finishRequest() {
  if (hasRequestUnderWay()) recordRequest();
  out_.clear();
  body_.clear();
  if (out_.capacity() > kKeptBuffer) out_ = std::string();
  if (body_.capacity() > kKeptBuffer) body_ = std::string();
  if (buffer_.size() == 0 && buffer_.capacity() > kKeptBuffer) buffer_.shrink_to_fit();
  return keep_alive_ && !gone_;
}

void Connection::recordRequest() {
  const auto routes = thread_.parts().router.routes().size();
  identifyRequest();
  AccessEntry entry;
  entry.time = thread_.wallTime().stamp();
  entry.request_id = request_id_;
  entry.method = method();
  entry.route = match_.route == nullptr ? routes : match_.route->index;
  entry.status = gone_ ? 0 : status_;
  entry.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started_);
  entry.bytes = gone_ ? 0 : out_.size();
  entry.remote_address = place_.address();
  thread_.counters().count(entry.route, entry.status, entry.duration);
  thread_.logAccess(entry);
}

void Connection::enter(Phase phase, Milliseconds deadline) {
  phase_ = phase;
  deadline_ = std::chrono::steady_clock::now() + deadline;
}

void Connection::enforceDeadline(SteadyTime now) {
  if (now < deadline_) return;
  if (phase_ == Phase::header || phase_ == Phase::body) {
    timed_out_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
    return;
  }
  closeNow();
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

std::string_view Connection::method() const {
  if (!header_seen_ || parser_->get().method() == boost::beast::http::verb::unknown) return "-";
  const auto text = parser_->get().method_string();
  return {text.data(), text.size()};
}

}  // namespace patchbay::http::server
