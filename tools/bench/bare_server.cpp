// What Beast can do at best, and nothing else: one coroutine a connection, buffer and parser
// reused, every answer the same prepared bytes. No guard, no routes, no ids, no log, no deadlines.
#include <signal.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Awaitable = asio::awaitable<void, Executor>;

constexpr asio::use_awaitable_t<Executor> kAwait;

/// @param size  of the body, so that the answer is as long as the one it is compared with.
std::string prepareAnswer(std::size_t size) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
         "Content-Length: " +
         std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
}

Awaitable serve(Socket socket, const std::string* answer) {
  boost::system::error_code error;
  boost::beast::flat_buffer buffer;
  std::optional<http::request_parser<http::empty_body>> parser;
  socket.set_option(tcp::no_delay(true));
  while (!error) {
    parser.emplace();
    co_await http::async_read(socket, buffer, *parser, asio::redirect_error(kAwait, error));
    if (error) break;
    co_await asio::async_write(socket, asio::buffer(*answer), asio::redirect_error(kAwait, error));
  }
}

void reportEnd(std::exception_ptr failure) {
  if (failure) std::fputs("patchbay-bench-bare: a connection failed\n", stderr);
}

Awaitable accept(asio::basic_socket_acceptor<tcp, Executor>* acceptor, const std::string* answer) {
  for (;;) {
    auto socket = co_await acceptor->async_accept(kAwait);
    asio::co_spawn(acceptor->get_executor(), serve(std::move(socket), answer), reportEnd);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto answer = prepareAnswer(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 200);
  asio::io_context context(1);
  asio::basic_socket_acceptor<tcp, Executor> acceptor(
      context.get_executor(), tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  asio::signal_set signals(context, SIGTERM);
  signals.async_wait([&context](auto, int) { context.stop(); });
  asio::co_spawn(context.get_executor(), accept(&acceptor, &answer), reportEnd);
  std::printf("serves on port %u\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  context.run();
}
