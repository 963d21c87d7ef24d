#include "core/store/integration_store.hpp"

namespace patchbay {

IntegrationStore::~IntegrationStore() = default;

IntegrationError secondTenantRefused() {
  return IntegrationError(ErrorCode::tenant_refused,
                          "this workspace is connected to another company already, and may be "
                          "connected to one only; disconnect that one first");
}

}  // namespace patchbay
