#include "host/routes/event_routes.hpp"

#include <utility>

#include "core/base/error.hpp"

namespace patchbay::host {
namespace {

using http::ServerRequest;
using http::ServerResponse;

// Gusto sends one event at a time, Xero a few hundred at most.
constexpr std::size_t kLongestBody = 262'144;

}  // namespace

void EventRoutes::addTo(http::Router& router) {
  router.add("POST", "/integration/{name}/events",
             [this](ServerRequest request) { return receive(std::move(request)); });
}

awaitable<ServerResponse> EventRoutes::receive(ServerRequest request) {
  const auto integration = services_.integration(request.pathValue("name"));
  const std::string& header = integration->app().event_signature.header;
  if (header.empty()) {
    throw IntegrationError(ErrorCode::not_found, "This integration receives no events.");
  }
  if (request.body.size() > kLongestBody) {
    throw IntegrationError(ErrorCode::payload_too_large,
                           "A delivery of events has at most 256 KiB.");
  }
  EventDelivery delivery(std::string(request.header(header).value_or("")), std::move(request.body));
  const EventOutcome outcome = co_await integration->acceptEvents(std::move(delivery));
  if (outcome == EventOutcome::accepted) work_.wake();
  ServerResponse response(outcome == EventOutcome::refused ? 401 : 200);
  response.with("Cache-Control", "no-store");
  co_return response;
}

}  // namespace patchbay::host
