#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/base/awaitable.hpp"
#include "core/http/http_client.hpp"

namespace patchbay::model {

/// What becomes of a transaction.
enum class Passage {
  carried_out,
  unheard,  ///< carried out, but the host sees the database away
  refused,  ///< not carried out, and the host sees the database away
  ended,    ///< the walk is over: fails in a way that nobody repeats
};

/// What becomes of a request to the provider: an answer, or none.
using Answer = std::variant<http::HttpResponse, http::TransportFault>;

/// The door between a host and everything it shares: each operation waits here until the walk lets
/// it through, and says how it ends. At most one waits at a time.
class Gate {
 public:
  explicit Gate(boost::asio::io_context& io) : timer_(io) {}

  awaitable<Passage> passTransaction(std::string name) {
    waiting_ = std::move(name);
    co_await untilOpened();
    co_return is_closed_ ? Passage::ended : passage_;
  }

  awaitable<Answer> passRequest(http::HttpRequest request) {
    waiting_ = request.url;
    body_ = request.body;
    co_await untilOpened();
    Answer answer = http::TransportFault::ambiguous;
    if (answer_) answer = std::move(*std::exchange(answer_, std::nullopt));
    co_return answer;
  }

  /// Name of the transaction, or URL of the request; empty when nothing waits.
  const std::string& waiting() const { return waiting_; }
  const std::string& body() const { return body_; }

  void open(Passage passage) {
    passage_ = passage;
    open();
  }
  void open(Answer answer) {
    answer_ = std::move(answer);
    open();
  }
  /// All that waits, or comes later, fails.
  void close() {
    is_closed_ = true;
    open();
  }

 private:
  awaitable<void> untilOpened() {
    boost::system::error_code woken;
    if (is_closed_) {
      waiting_.clear();
      co_return;
    }
    timer_.expires_at(boost::asio::steady_timer::time_point::max());
    co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  }

  void open() {
    waiting_.clear();
    body_.clear();
    timer_.cancel();
  }

  boost::asio::steady_timer timer_;
  std::string waiting_;
  std::string body_;
  Passage passage_ = Passage::carried_out;
  std::optional<Answer> answer_;
  bool is_closed_ = false;
};

}  // namespace patchbay::model
