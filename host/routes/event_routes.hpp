#pragma once

#include "core/http/router.hpp"
#include "host/event_work.hpp"
#include "host/routes/host_services.hpp"

namespace patchbay::host {

/// `POST /integration/{name}/events`: where providers tell what happened. Answered as soon as what
/// came is kept, with an empty body: 200 for what is signed, 401 for what is not.
class EventRoutes {
 public:
  EventRoutes(const HostServices& services, EventWork& work) : services_(services), work_(work) {}

  void addTo(http::Router& router);

 private:
  awaitable<http::ServerResponse> receive(http::ServerRequest request);

  const HostServices& services_;
  EventWork& work_;
};

}  // namespace patchbay::host
