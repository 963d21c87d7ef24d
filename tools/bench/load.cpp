#include "tools/bench/load.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace patchbay::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// A closed connection's worth of load: send, wait for the whole answer, send again.
class Caller {
 public:
  explicit Caller(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect to the server");
    }
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Caller() { ::close(socket_); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  int socket() const { return socket_; }

  void send(const std::string& request) {
    answer_.clear();
    sent_ = SteadyClock::now();
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
      throw std::runtime_error("the server does not take the request");
    }
  }

  /// Takes what has come; whether the answer is whole.
  bool receive() {
    std::array<char, 16 * 1024> bytes;
    const auto length = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (length <= 0) throw std::runtime_error("the server has closed a connection");
    answer_.append(bytes.data(), static_cast<std::size_t>(length));
    return isWhole();
  }

  SteadyClock::duration waited() const { return SteadyClock::now() - sent_; }

 private:
  bool isWhole() const {
    const std::string_view answer(answer_);
    const auto header = answer.find("\r\n\r\n");
    if (header == std::string_view::npos) return false;
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const auto length = answer.find(kLength);
    if (!answer.starts_with("HTTP/1.1 200 ") || length > header) {
      throw std::runtime_error("not a 200: " + answer_.substr(0, answer_.find('\r')));
    }
    return answer.size() == header + 4 + std::stoul(answer_.substr(length + kLength.size(), 10));
  }

  int socket_;
  std::string answer_;
  SteadyClock::time_point sent_;
};

class Load {
 public:
  Load(const LoadTarget& target, unsigned connections)
      : target_(target), queue_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (unsigned i = 0; i < connections; ++i) {
      callers_.push_back(std::make_unique<Caller>(target.port));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = callers_.back().get();
      ::epoll_ctl(queue_, EPOLL_CTL_ADD, callers_.back()->socket(), &event);
    }
  }
  ~Load() { ::close(queue_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  LoadResult run(std::uint64_t most, SteadyClock::duration time) {
    const auto start = SteadyClock::now();
    for (auto& caller : callers_) {
      if (begun_ < most) begin(*caller);
    }
    while (waits_.size() < begun_) takeAnswers(most, start + time);
    LoadResult result;
    result.requests = waits_.size();
    result.seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
    result.p50_microseconds = quantile(0.50);
    result.p99_microseconds = quantile(0.99);
    return result;
  }

 private:
  void begin(Caller& caller) {
    ++begun_;
    caller.send(target_.request);
  }

  void takeAnswers(std::uint64_t most, SteadyClock::time_point until) {
    std::array<epoll_event, 64> events;
    const int count = ::epoll_wait(queue_, events.data(), events.size(), 30'000);
    if (count == 0) throw std::runtime_error("the server does not answer");
    for (int i = 0; i < count; ++i) {
      auto& caller = *static_cast<Caller*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!caller.receive()) continue;
      waits_.push_back(caller.waited());
      if (begun_ < most && SteadyClock::now() < until) begin(caller);
    }
  }

  double quantile(double part) {
    const auto place =
        waits_.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(waits_.size() - 1));
    std::nth_element(waits_.begin(), place, waits_.end());
    return std::chrono::duration<double, std::micro>(*place).count();
  }

  const LoadTarget& target_;
  int queue_;
  std::vector<std::unique_ptr<Caller>> callers_;
  std::uint64_t begun_ = 0;
  std::vector<SteadyClock::duration> waits_;
};

}  // namespace

LoadResult loadFor(const LoadTarget& target, unsigned connections, std::chrono::milliseconds time) {
  return Load(target, connections).run(std::numeric_limits<std::uint64_t>::max(), time);
}

LoadResult loadExactly(const LoadTarget& target, unsigned connections, std::uint64_t requests) {
  return Load(target, connections).run(requests, std::chrono::hours(1));
}

}  // namespace patchbay::bench
