#include "tools/bench/storm/echo.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <string_view>

#include "core/base/thread_urgency.hpp"

namespace patchbay::storm {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

}  // namespace

Echo::Echo()
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()),
      thread_([this] { answer(); }) {}

Echo::~Echo() {
  // Without a caller, it still waits for one.
  tcp::socket last(context_);
  boost::system::error_code ignored;
  last.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port_), ignored);
  last.close(ignored);
  thread_.join();
}

/// A request is small, and comes in one piece.
void Echo::answer() {
  markThreadUrgent();  // as a host's serving threads are
  std::array<char, 16 * 1024> request;
  boost::system::error_code ended;
  tcp::socket caller(context_);
  acceptor_.accept(caller, ended);
  if (!ended) caller.set_option(tcp::no_delay(true), ended);
  while (!ended) {
    caller.read_some(asio::buffer(request), ended);
    if (!ended) asio::write(caller, asio::buffer(kAnswer), ended);
  }
}

}  // namespace patchbay::storm
