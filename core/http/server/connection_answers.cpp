#include <utility>

#include "core/http/problem.hpp"
#include "core/http/server/connection.hpp"
#include "core/http/server/request_building.hpp"

namespace patchbay::http::server {

/// Whether the answer is there with nothing to wait for.
bool Connection::answerAtOnce() {
  if (answered()) return true;
  if (incoming_.facts().hasBody()) return false;
  if (match_.route == nullptr) {
    answerUnrouted();
    return true;
  }
  return match_.route->immediate && answerImmediately();
}

bool Connection::answerImmediately() {
  try {
    const BufferedRequestView view(incoming_.header(), incoming_.facts(), match_, request_id_);
    const auto found = match_.route->immediate(view);
    if (!found) return false;
    status_ = 200;
    appendAnswer(out_, frame(), *found);
  } catch (...) {
    answerFailure(std::current_exception());
  }
  return true;
}

/// The call of the matched route's handler; empty, and answered, when the request cannot be built.
std::shared_ptr<HandlerCall> Connection::makeCall() {
  try {
    auto request = buildRequest(incoming_.header(), incoming_.facts(), match_);
    request.body = incoming_.takeOutBody();
    request.remote_address = place_.address();
    request.request_id = request_id_;
    return std::make_shared<HandlerCall>(*match_.route, std::move(request), thread_.parts().log);
  } catch (...) {
    answerFailure(std::current_exception());
    return nullptr;
  }
}

void Connection::answer(const ServerResponse& response) {
  status_ = response.status;
  if (appendAnswer(out_, frame(), response)) return;
  answerFailure(std::make_exception_ptr(IntegrationError(
      ErrorCode::internal, "This host failed to answer; its log has the request id.",
      "a handler's status or header cannot be sent")));
}

void Connection::answerProblem(const IntegrationError& error) {
  answer(problem(error, request_id_));
}

void Connection::answerFailure(const std::exception_ptr& failure) {
  answer(problemOf(failure, match_.route->pattern, request_id_, thread_.parts().log));
}

void Connection::answerUnrouted() {
  if (match_.allowed_methods.empty()) {
    answerProblem(IntegrationError(ErrorCode::not_found, "No such path; look for a typing error."));
    return;
  }
  const IntegrationError error(ErrorCode::method_not_allowed,
                               "This path is for " + match_.allowed_methods + ".");
  answer(problem(error, request_id_).with("Allow", match_.allowed_methods));
}

void Connection::refuse(const Refusal& refusal) {
  identifyRequest();
  keep_alive_ = false;
  answerProblem(IntegrationError(refusal.code, std::string(refusal.reason)));
}

void Connection::identifyRequest() {
  if (!request_id_.empty()) return;
  if (incoming_.facts().request_id.empty()) {
    thread_.writeRequestId(request_id_);
  } else {
    request_id_.assign(incoming_.facts().request_id);
  }
}

AnswerFrame Connection::frame() {
  AnswerFrame frame;
  frame.date = thread_.wallTime().date();
  frame.request_id = request_id_;
  frame.keep_alive = keep_alive_;
  frame.http10 = incoming_.isHttp10();
  frame.without_body = incoming_.method() == "HEAD";
  return frame;
}

}  // namespace patchbay::http::server
