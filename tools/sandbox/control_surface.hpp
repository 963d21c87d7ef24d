#pragma once

#include <boost/json/object.hpp>

#include "core/http/http_exchange.hpp"
#include "core/http/router.hpp"
#include "tools/sandbox/common/fault_plan.hpp"
#include "tools/sandbox/common/held_answers.hpp"
#include "tools/sandbox/common/sandbox_clock.hpp"
#include "tools/sandbox/common/token_ledger.hpp"
#include "tools/sandbox/gusto/gusto_stand_in.hpp"
#include "tools/sandbox/xero/control/xero_control.hpp"
#include "tools/sandbox/xero/xero_stand_in.hpp"

namespace patchbay::sandbox {

/// `/sandbox/...`: what tests and the demo read and steer, JSON in and out. `README.md` beside this
/// file lists the operations. No fault ever hits it. Used from one thread.
class ControlSurface {
 public:
  /// What it controls; all must outlive it.
  struct Controlled {
    SandboxClock& clock;
    TokenLedger& ledger;
    FaultPlan& faults;
    HeldAnswers& held;
    gusto::GustoStandIn& gusto;
    xero::XeroStandIn& xero;
  };
  explicit ControlSurface(const Controlled& controlled)
      : on_(controlled), xero_(controlled.xero, controlled.clock) {}

  void addRoutes(http::Router& router);

 private:
  void addReading(http::Router& router);
  void addFaults(http::Router& router);
  void addEvents(http::Router& router);

  boost::json::object state() const;
  boost::json::object expireTokens(const boost::json::object& body);
  boost::json::object moveClock(const boost::json::object& body);
  boost::json::object removeApplication(const boost::json::object& body);
  awaitable<http::ServerResponse> awaitHeld(http::ServerRequest request);

  Controlled on_;
  xero::XeroControl xero_;
};

}  // namespace patchbay::sandbox
