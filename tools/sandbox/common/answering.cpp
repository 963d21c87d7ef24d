#include "tools/sandbox/common/answering.hpp"

#include <memory>
#include <string>
#include <utility>

namespace patchbay::sandbox {
namespace {

awaitable<http::ServerResponse> answerAtOnce(Answer answer, http::ServerRequest request) {
  co_return answer(request);
}

http::ServerResponse plannedAnswer(const Fault& fault) {
  http::ServerResponse answer(fault.status);
  answer.with("Content-Type", fault.content_type);
  if (!fault.retry_after.empty()) answer.with("Retry-After", fault.retry_after);
  answer.body = fault.body;
  return answer;
}

/// Tells the endpoint of a request's end, whichever way it ends.
class Visit {
 public:
  Visit(const EndpointEvents& events, const http::ServerRequest& request)
      : events_(events), request_(request) {
    if (events_.arrived) events_.arrived(request_);
  }
  ~Visit() {
    if (events_.left) events_.left(request_);
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  const EndpointEvents& events_;
  const http::ServerRequest& request_;
};

http::ServerResponse onTheWire(http::ServerResponse answer, std::string order) {
  answer.with(std::string(kWireHeader), std::move(order));
  return answer;
}

}  // namespace

http::Handler answering(Answer answer) {
  return [answer = std::move(answer)](http::ServerRequest request) {
    return answerAtOnce(answer, std::move(request));
  };
}

http::ServerResponse spoil(const Fault& fault, http::ServerResponse answer) {
  switch (fault.kind) {
    case FaultKind::slow:
    case FaultKind::hold:
      return answer;
    case FaultKind::status:
    case FaultKind::nonsense:
      return plannedAnswer(fault);
    case FaultKind::not_http:
      return onTheWire(plannedAnswer(fault), "bare");
    case FaultKind::reset:
      return onTheWire(std::move(answer), "reset");
    case FaultKind::drop:
      return onTheWire(std::move(answer), "close");
    case FaultKind::truncate:
      break;
  }
  const std::size_t bytes = fault.bytes.value_or(answer.body.size() / 2);
  return onTheWire(std::move(answer), "truncate " + std::to_string(bytes));
}

http::Handler FaultyAnswering::operator()(Answer answer, EndpointEvents events) const {
  auto endpoint = std::make_shared<const Endpoint>(Endpoint{std::move(answer), std::move(events)});
  return [self = *this, endpoint](http::ServerRequest request) {
    return self.serve(endpoint, std::move(request));
  };
}

awaitable<void> FaultyAnswering::pause(FaultKind kind, Milliseconds delay) const {
  const bool holds = kind == FaultKind::hold;
  if (holds) {
    co_await held_.hold();
  } else if (kind == FaultKind::slow) {
    co_await clock_.wait(delay);
  }
}

awaitable<http::ServerResponse> FaultyAnswering::serve(std::shared_ptr<const Endpoint> endpoint,
                                                       http::ServerRequest request) const {
  const std::optional<Fault> fault = plan_.take(request.method, request.path);
  const Visit visit(endpoint->events, request);
  if (!fault) co_return endpoint->answer(request);
  if (fault->wait_first) co_await pause(fault->kind, fault->delay);
  http::ServerResponse answer(200);
  if (fault->carry_out) {
    answer = endpoint->answer(request);
  } else if (endpoint->events.not_carried_out) {
    endpoint->events.not_carried_out(request, fault->kind);
  }
  if (!fault->wait_first) co_await pause(fault->kind, fault->delay);
  co_return spoil(*fault, std::move(answer));
}

}  // namespace patchbay::sandbox
