#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "core/http/http_exchange.hpp"
#include "core/http/router.hpp"
#include "core/http/server/serving_thread.hpp"

namespace patchbay::http::server {

/// One request under way in its handler. The call belongs to itself: when the connection stops
/// waiting (deadline, shutdown) the handler goes on undisturbed and its answer is dropped.
class HandlerCall : public std::enable_shared_from_this<HandlerCall> {
 public:
  HandlerCall(const Router::Route& route, ServerRequest request, Log& log);

  /// Runs the handler on `flows`; `on_finish` is called on the inbox's thread, unless it is
  /// `abandon()`ed before. Both of these are called on that thread.
  void start(const Executor& flows, std::shared_ptr<Inbox> inbox, std::function<void()> on_finish);
  void abandon() { on_finish_ = nullptr; }

  bool finished() const { return finished_; }
  /// The handler's answer, or the problem document for what it threw.
  const ServerResponse& response() const { return response_; }

 private:
  static awaitable<void> serve(std::shared_ptr<HandlerCall> call);
  void answerFailure(std::exception_ptr failure);
  void finish();

  const Handler& handler_;
  std::string pattern_;
  std::string request_id_;
  ServerRequest request_;
  Log& log_;
  ServerResponse response_;
  // Touched on the serving thread only.
  std::function<void()> on_finish_;
  bool finished_ = false;
};

/// The problem document for anything thrown, and one log line about it: an `IntegrationError` with
/// its detail, of anything else only the type.
ServerResponse problemOf(const std::exception_ptr& failure, std::string_view pattern,
                         std::string_view request_id, Log& log);

}  // namespace patchbay::http::server
