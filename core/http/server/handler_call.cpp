#include "core/http/server/handler_call.hpp"

#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "core/http/problem.hpp"
#include "core/http/server/failure_name.hpp"

namespace patchbay::http::server {
namespace {

ServerResponse problemOfError(const IntegrationError& error, std::string_view pattern,
                              std::string_view request_id, Log& log) {
  const auto& description = describe(error.code());
  const auto level = description.status >= 500 ? LogLevel::error : LogLevel::debug;
  log.write(level, "request_failed",
            {{"request_id", request_id},
             {"route", pattern},
             {"code", description.name},
             {"detail", error.detail()}});
  return problem(error, request_id);
}

}  // namespace

ServerResponse problemOf(const std::exception_ptr& failure, std::string_view pattern,
                         std::string_view request_id, Log& log) {
  try {
    std::rethrow_exception(failure);
  } catch (const IntegrationError& error) {
    return problemOfError(error, pattern, request_id, log);
  } catch (...) {
    const auto type = failureName(failure);
    return problemOfError(
        IntegrationError(ErrorCode::internal,
                         "This host failed to answer; its log has the request id.",
                         "exception of type " + type),
        pattern, request_id, log);
  }
}

HandlerCall::HandlerCall(const Router::Route& route, ServerRequest request, Log& log)
    : handler_(route.handler),
      pattern_(route.pattern),
      request_id_(request.request_id),
      request_(std::move(request)),
      log_(log) {}

void HandlerCall::start(const Executor& flows, std::shared_ptr<Inbox> inbox,
                        std::function<void()> on_finish) {
  on_finish_ = std::move(on_finish);
  auto self = shared_from_this();
  boost::asio::co_spawn(flows, serve(self), [self, inbox](std::exception_ptr failure) {
    if (failure) self->answerFailure(failure);
    inbox->post([self] { self->finish(); });
  });
}

awaitable<void> HandlerCall::serve(std::shared_ptr<HandlerCall> call) {
  auto response = co_await call->handler_(std::move(call->request_));
  call->response_ = std::move(response);
}

void HandlerCall::answerFailure(std::exception_ptr failure) {
  response_ = problemOf(failure, pattern_, request_id_, log_);
}

void HandlerCall::finish() {
  finished_ = true;
  if (on_finish_) on_finish_();
  on_finish_ = nullptr;
}

}  // namespace patchbay::http::server
