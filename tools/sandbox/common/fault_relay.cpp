#include "tools/sandbox/common/fault_relay.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <utility>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "tools/sandbox/common/answer_scanner.hpp"

namespace patchbay::sandbox {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwaitError = asio::as_tuple(asio::use_awaitable);

tcp::acceptor listenOn(asio::io_context& context, std::uint16_t port) {
  try {
    return tcp::acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), port));
  } catch (const boost::system::system_error& error) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           "Port " + std::to_string(port) + " of 127.0.0.1 cannot be used; give " +
                               "another one with --port, or 0 to let the system choose.",
                           error.code().message());
  }
}

void closeSocket(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.close(ignored);
}

void resetSocket(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

}  // namespace

/// A client's connection and its twin to the server. Whoever notices the end first closes both.
struct FaultRelay::Link {
  explicit Link(asio::io_context& context) : client(context), server(context) {}

  void close() {
    closeSocket(client);
    closeSocket(server);
  }

  Socket client;
  Socket server;
  std::string address;  ///< under which the server knows it
};

FaultRelay::FaultRelay(asio::io_context& context, std::uint16_t port, std::uint16_t upstream,
                       WireWitness& witness, Log& log)
    : context_(context),
      acceptor_(listenOn(context, port)),
      upstream_(asio::ip::address_v4::loopback(), upstream),
      witness_(witness),
      log_(log) {}

void FaultRelay::start() {
  asio::co_spawn(context_, acceptConnections(), [this](std::exception_ptr error) {
    if (error) log_.error("sandbox_relay_ended");
  });
}

void FaultRelay::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (const auto& link : links_) link->close();
}

awaitable<void> FaultRelay::acceptConnections() {
  asio::steady_timer breath(context_);
  while (acceptor_.is_open()) {
    auto link = std::make_shared<Link>(context_);
    auto [failure] = co_await acceptor_.async_accept(link->client, kAwaitError);
    if (failure) {
      // Out of descriptors, say: others must end before the next try can succeed.
      breath.expires_after(Milliseconds(50));
      auto [woken] = co_await breath.async_wait(kAwaitError);
      if (woken) co_return;
      continue;
    }
    links_.insert(link);
    asio::co_spawn(context_, serve(link), [this, link](std::exception_ptr error) {
      if (error) log_.error("sandbox_connection_ended");
      link->close();
      links_.erase(link);
    });
  }
}

/// From an address that no other connection has; false when there is none left.
bool FaultRelay::enterUpstream(Link& link) {
  constexpr std::uint32_t kFirst = 0x7f010000;  // 127.1.0.0; no test looks for itself there
  constexpr std::uint32_t kCount = 0x00fe0000;
  const asio::ip::address_v4 address(kFirst + links_made_++ % kCount);
  link.address = address.to_string();
  boost::system::error_code failure;
  link.server.open(tcp::v4(), failure);
  if (!failure) link.server.bind(tcp::endpoint(address, 0), failure);
  return !failure;
}

awaitable<void> FaultRelay::serve(std::shared_ptr<Link> link) {
  const bool entered = enterUpstream(*link);
  if (!entered) co_return;
  auto [failure] = co_await link->server.async_connect(upstream_, kAwaitError);
  if (failure) co_return;
  boost::system::error_code ignored;
  link->client.set_option(tcp::no_delay(true), ignored);
  link->server.set_option(tcp::no_delay(true), ignored);
  asio::co_spawn(context_, passRequests(link), [this](std::exception_ptr error) {
    if (error) log_.error("sandbox_connection_ended");
  });
  co_await passAnswers(link);
}

awaitable<void> FaultRelay::passRequests(std::shared_ptr<Link> link) {
  std::array<char, 16 * 1024> bytes;
  bool left_unread = false;
  for (;;) {
    auto [end, count] = co_await link->client.async_read_some(asio::buffer(bytes), kAwaitError);
    left_unread = end == asio::error::connection_reset;
    if (end) break;
    witness_.clientSpoke(link->address);
    const auto part = asio::buffer(bytes.data(), count);
    auto [failure, written] = co_await asio::async_write(link->server, part, kAwaitError);
    if (failure || written != count) break;
  }
  witness_.clientLeft(link->address, left_unread);
  // The client may have closed its half only, and still be waiting for an answer.
  boost::system::error_code ignored;
  link->server.shutdown(tcp::socket::shutdown_send, ignored);
}

awaitable<void> FaultRelay::passAnswers(std::shared_ptr<Link> link) {
  std::array<char, 16 * 1024> bytes;
  AnswerScanner scanner;
  std::size_t answers = 0;
  while (scanner.ending() == AnswerScanner::Ending::none) {
    auto [end, count] = co_await link->server.async_read_some(asio::buffer(bytes), kAwaitError);
    if (end) break;
    const std::string part = scanner.scan({bytes.data(), count});
    auto [failure, written] =
        co_await asio::async_write(link->client, asio::buffer(part), kAwaitError);
    if (failure || written != part.size()) break;
    if (scanner.wholeAnswers() > answers) witness_.answerSent(link->address);
    answers = scanner.wholeAnswers();
  }
  if (scanner.ending() == AnswerScanner::Ending::reset) resetSocket(link->client);
}

}  // namespace patchbay::sandbox
