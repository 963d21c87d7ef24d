#include "host/routes/host_services.hpp"

#include "core/base/error.hpp"

namespace patchbay::host {

std::shared_ptr<IntegrationOAuth> HostServices::integration(const std::string& name) const {
  if (auto found = integrations.find(name)) return found;
  throw IntegrationError(ErrorCode::not_found,
                         "There is no integration of this name; GET /v1/integrations lists those "
                         "that can be connected.");
}

}  // namespace patchbay::host
