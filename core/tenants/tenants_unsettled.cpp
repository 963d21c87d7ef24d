#include "core/tenants/tenants_unsettled.hpp"

namespace patchbay {

TenantsUnsettled::TenantsUnsettled(IntegrationError error, IntegrationAccess grant,
                                   std::vector<Tenant> tenants)
    : IntegrationError(std::move(error)), grant_(std::move(grant)), tenants_(std::move(tenants)) {}

TenantsUnsettled::~TenantsUnsettled() = default;

}  // namespace patchbay
