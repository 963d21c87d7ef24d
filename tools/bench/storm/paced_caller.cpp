#include "tools/bench/storm/paced_caller.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "core/base/thread_urgency.hpp"

namespace patchbay::storm {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kPace{5};

/// An answer here is far smaller than the buffer, and comes in one piece.
void exchange(asio::ip::tcp::socket& socket, const std::string& request) {
  std::array<char, 16 * 1024> answer;
  asio::write(socket, asio::buffer(request));
  const std::size_t length = socket.read_some(asio::buffer(answer));
  const std::string_view text(answer.data(), length);
  if (!text.starts_with("HTTP/1.1 200 ")) throw std::runtime_error("no token at a steady pace");
}

}  // namespace

PacedCaller::PacedCaller(std::uint16_t port, std::string path, std::string api_key)
    : port_(port),
      request_("GET " + std::move(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
               std::move(api_key) + "\r\n\r\n"),
      thread_([this] { run(); }) {}

void PacedCaller::run() {
  markThreadUrgent();  // a caller has a machine of its own
  try {
    callSteadily();
  } catch (const std::exception&) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
  }
}

void PacedCaller::callSteadily() {
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  socket.connect({asio::ip::address_v4::loopback(), port_});
  socket.set_option(asio::ip::tcp::no_delay(true));
  for (auto next = std::chrono::steady_clock::now(); !over_; next += kPace) {
    std::this_thread::sleep_until(next);
    const auto asked = std::chrono::steady_clock::now();
    exchange(socket, request_);
    const std::chrono::duration<double, std::micro> wait = std::chrono::steady_clock::now() - asked;
    const std::lock_guard lock(mutex_);
    waits_.push_back(wait.count());
  }
}

double PacedCaller::takeP99() {
  std::vector<double> waits;
  {
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    waits.swap(waits_);
  }
  if (waits.empty()) return 0;
  const auto place =
      waits.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(waits.size() - 1));
  std::nth_element(waits.begin(), place, waits.end());
  return *place;
}

void PacedCaller::stop() {
  over_ = true;
  if (thread_.joinable()) thread_.join();
}

}  // namespace patchbay::storm
