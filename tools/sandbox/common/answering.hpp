#pragma once

#include <functional>
#include <string_view>

#include "core/http/http_exchange.hpp"
#include "core/http/router.hpp"
#include "tools/sandbox/common/fault_plan.hpp"
#include "tools/sandbox/common/held_answers.hpp"

namespace patchbay::sandbox {

/// What an endpoint does when nothing is in its way: no waiting, on the sandbox's one thread.
using Answer = std::function<http::ServerResponse(const http::ServerRequest&)>;

/// What an endpoint wants to know about its requests besides answering them; each may be empty.
struct EndpointEvents {
  /// A request came; a fault may keep it waiting from here on.
  std::function<void(const http::ServerRequest&)> arrived;
  /// A fault keeps it from taking effect.
  std::function<void(const http::ServerRequest&, FaultKind)> not_carried_out;
  /// Its answer is on the way, or nobody waits for it any more. May be called after the endpoint's
  /// owner is gone, so it holds what it needs.
  std::function<void(const http::ServerRequest&)> left = {};
};

/// The header by which an answer tells the relay in front how to spoil it on the wire. It never
/// reaches a client. Values: `reset`, `close`, `bare`, `truncate <bytes>`.
inline constexpr std::string_view kWireHeader = "X-Sandbox-Wire";

/// A handler that just answers.
http::Handler answering(Answer answer);

/// A handler that answers, unless the plan has a fault for the request.
class FaultyAnswering {
 public:
  /// Both must outlive every handler made here.
  FaultyAnswering(FaultPlan& plan, HeldAnswers& held, const Clock& clock)
      : plan_(plan), held_(held), clock_(clock) {}

  http::Handler operator()(Answer answer, EndpointEvents events = {}) const;

 private:
  struct Endpoint {
    Answer answer;
    EndpointEvents events;
  };
  awaitable<http::ServerResponse> serve(std::shared_ptr<const Endpoint> endpoint,
                                        http::ServerRequest request) const;
  awaitable<void> pause(FaultKind kind, Milliseconds delay) const;

  FaultPlan& plan_;
  HeldAnswers& held_;
  const Clock& clock_;
};

/// What a fault makes of an answer.
http::ServerResponse spoil(const Fault& fault, http::ServerResponse answer);

}  // namespace patchbay::sandbox
