#include "tests/core/http/server_fixture.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

namespace patchbay::http::testing {
namespace {

std::optional<ImmediateAnswer> answerHello(const RequestView&) {
  ImmediateAnswer answer;
  answer.content_type = "text/plain";
  answer.body = "hello\n";
  return answer;
}

awaitable<ServerResponse> neverAsked(ServerRequest) {
  throw std::logic_error("the immediate handler answers");
  co_return ServerResponse();
}

}  // namespace

RawCaller::RawCaller(std::uint16_t port) : socket_(context_) {
  socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  const timeval patience{30, 0};
  setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

void RawCaller::send(std::string_view bytes) {
  boost::system::error_code refused;  // the server may have closed meanwhile; reading tells
  boost::asio::write(socket_, boost::asio::buffer(bytes), refused);
}

void RawCaller::finishSending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

void RawCaller::fill() {
  char bytes[4096];
  // Not through Asio, which would wait for ever in spite of SO_RCVTIMEO.
  const auto length = ::recv(socket_.native_handle(), bytes, sizeof bytes, 0);
  if (length == 0) throw std::runtime_error("closed by the server");
  if (length < 0) throw std::runtime_error("no answer");
  buffered_.append(bytes, static_cast<std::size_t>(length));
}

std::string RawCaller::readHeader() {
  while (buffered_.find("\r\n\r\n") == std::string::npos) fill();
  const auto length = buffered_.find("\r\n\r\n") + 4;
  const auto header = buffered_.substr(0, length);
  buffered_.erase(0, length);
  return header;
}

std::string RawCaller::readAnswer(bool without_body) {
  const auto header = readHeader();
  const auto length = headerOf(header, "Content-Length");
  const auto wanted = without_body || length.empty() ? 0 : std::stoul(length);
  while (buffered_.size() < wanted) fill();
  const auto body = buffered_.substr(0, wanted);
  buffered_.erase(0, wanted);
  return header + body;
}

std::string RawCaller::readToEnd() {
  try {
    for (;;) fill();
  } catch (const std::runtime_error& end) {
    if (std::string_view(end.what()) != "closed by the server") throw;
  }
  return std::exchange(buffered_, {});
}

HttpServerTest::HttpServerTest() {
  options_.threads = 2;
  router_.addImmediate("GET", "/hello", answerHello, neverAsked);
}

HttpServerTest::~HttpServerTest() {
  if (server_) server_->stop(Milliseconds(0));
  flows_.join();
}

void HttpServerTest::start() {
  server_ = std::make_unique<HttpServer>(options_, router_, flows_.get_executor(), clock_, log_);
  server_->start();
}

std::string HttpServerTest::exchange(std::string_view bytes) {
  RawCaller caller(server_->port());
  caller.send(bytes);
  return caller.readToEnd();
}

void HttpServerTest::expectServing() {
  const auto answer = exchange("GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(statusOf(answer), 200u);
  EXPECT_EQ(bodyOf(answer), "hello\n");
}

unsigned statusOf(std::string_view answer) {
  if (!answer.starts_with("HTTP/1.1 ")) return 0;
  return static_cast<unsigned>(std::stoul(std::string(answer.substr(9, 3))));
}

std::string headerOf(std::string_view answer, std::string_view name) {
  const auto start = answer.find("\r\n" + std::string(name) + ": ");
  if (start == std::string_view::npos || start > answer.find("\r\n\r\n")) return {};
  const auto from = start + name.size() + 4;
  return std::string(answer.substr(from, answer.find("\r\n", from) - from));
}

std::string bodyOf(std::string_view answer) {
  const auto end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string() : std::string(answer.substr(end + 4));
}

}  // namespace patchbay::http::testing
