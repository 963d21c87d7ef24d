#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "core/http/client/client_loop.hpp"
#include "core/http/client/http_url.hpp"
#include "core/http/client/response_reader.hpp"

namespace patchbay::http::client {

/// One request and its answer, on the client's thread.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  /// Checks the request and notes when its deadline ends.
  /// @throws IntegrationError `invalid_request`
  Exchange(std::shared_ptr<ClientLoop> loop, const HttpRequest& request,
           const std::string& user_agent);

  /// Hops to the client's thread, does the work, and resumes the caller on its own executor.
  awaitable<void> perform();
  /// What came of it, once `perform` is over.
  /// @throws TransportError
  HttpResponse take();

  /// Ends the exchange soon, as a failure. On the client's thread only.
  void cancel();

 private:
  class Start;
  class CancelFromAnywhere;

  awaitable<void> work();
  awaitable<void> transfer();
  awaitable<void> prepareConnection();
  awaitable<bool> attempt();
  awaitable<bool> readAnswer();
  awaitable<void> passSent();
  bool mayRepeat() const;
  bool endedUnanswered(const boost::system::error_code& error);
  TransportError failure(TransportFault fault, const std::string& reason) const;
  void noteFailure(const TransportError& error);

  std::shared_ptr<ClientLoop> loop_;
  HttpUrl url_;
  std::string wire_;
  bool is_head_;
  bool is_idempotent_;
  std::size_t body_limit_;
  RequestPurpose purpose_;
  std::optional<Milliseconds> connection_wait_;
  Milliseconds patience_;
  SteadyTime deadline_;

  boost::asio::cancellation_signal cancel_;
  std::optional<Lease> lease_;
  std::optional<ResponseReader> reader_;
  bool reused_ = false;
  bool sent_ = false;  ///< the first byte may have left
  bool wrote_all_ = false;
  bool cancelled_ = false;
  bool ended_ = false;
  std::exception_ptr error_;
};

}  // namespace patchbay::http::client
