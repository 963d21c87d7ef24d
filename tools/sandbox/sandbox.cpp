#include "tools/sandbox/sandbox.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <string>
#include <thread>
#include <utility>

#include "core/http/http_server.hpp"
#include "core/http/router.hpp"
#include "tools/sandbox/common/answering.hpp"
#include "tools/sandbox/common/fault_plan.hpp"
#include "tools/sandbox/common/fault_relay.hpp"
#include "tools/sandbox/common/held_answers.hpp"
#include "tools/sandbox/common/sandbox_clock.hpp"
#include "tools/sandbox/common/token_ledger.hpp"
#include "tools/sandbox/control_surface.hpp"
#include "tools/sandbox/gusto/gusto_stand_in.hpp"
#include "tools/sandbox/xero/xero_stand_in.hpp"

namespace patchbay::sandbox {
namespace {

http::HttpServerOptions serverOptions() {
  http::HttpServerOptions options;
  options.threads = 1;
  // A held answer waits for a person with a debugger, if need be.
  options.handler_deadline = std::chrono::hours(1);
  return options;
}

}  // namespace

/// Everything that is stateful lives on the context's one thread, so nothing here needs a lock.
class Sandbox::Parts {
 public:
  Parts(SandboxOptions options, const Clock& clock, Log& log)
      : clock_(clock),
        held_(context_.get_executor()),
        gusto_(std::move(options.gusto), context_.get_executor(), ledger_, clock_, log),
        xero_(std::move(options.xero), ledger_, clock_),
        control_({clock_, ledger_, faults_, held_, gusto_, xero_}),
        server_(addRoutes(), router_, context_.get_executor(), clock, log),
        relay_(context_, options.port, server_.port(), ledger_, log) {
    xero_.setAddress("http://127.0.0.1:" + std::to_string(relay_.port()));
  }

  void start() {
    server_.start();
    relay_.start();
    thread_ = std::thread([this] { context_.run(); });
  }

  void stop() {
    if (!thread_.joinable()) return;
    boost::asio::post(context_, [this] { held_.releaseForever(); });
    server_.stop(Seconds(2));
    boost::asio::post(context_, [this] {
      relay_.stop();
      work_.reset();
      context_.stop();
    });
    thread_.join();
  }

  std::uint16_t port() const { return relay_.port(); }

 private:
  http::HttpServerOptions addRoutes() {
    gusto_.addRoutes(router_, FaultyAnswering(faults_, held_, clock_));
    xero_.addRoutes(router_, FaultyAnswering(faults_, held_, clock_));
    control_.addRoutes(router_);
    return serverOptions();
  }

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  SandboxClock clock_;
  TokenLedger ledger_;
  FaultPlan faults_;
  HeldAnswers held_;
  gusto::GustoStandIn gusto_;
  xero::XeroStandIn xero_;
  ControlSurface control_;
  http::Router router_;
  http::HttpServer server_;
  FaultRelay relay_;
  std::thread thread_;
};

Sandbox::Sandbox(SandboxOptions options, const Clock& clock, Log& log)
    : parts_(std::make_unique<Parts>(std::move(options), clock, log)) {}

Sandbox::~Sandbox() { stop(); }

void Sandbox::start() { parts_->start(); }
void Sandbox::stop() { parts_->stop(); }
std::uint16_t Sandbox::port() const { return parts_->port(); }

}  // namespace patchbay::sandbox
