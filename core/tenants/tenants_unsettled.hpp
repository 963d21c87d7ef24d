#pragma once

#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/export.hpp"
#include "core/integration_access.hpp"

namespace patchbay {

/// A committed grant whose tenants cannot be written as they are. Its code says why: `conflict`
/// when one has to be chosen, `tenant_refused` when the workspace may hold none of them,
/// `access_denied` when there is none.
class PATCHBAY_EXPORT TenantsUnsettled : public IntegrationError {
 public:
  TenantsUnsettled(IntegrationError error, IntegrationAccess grant, std::vector<Tenant> tenants);
  ~TenantsUnsettled() override;

  const IntegrationAccess& grant() const { return grant_; }
  const std::vector<Tenant>& tenants() const { return tenants_; }

 private:
  IntegrationAccess grant_;
  std::vector<Tenant> tenants_;
};

}  // namespace patchbay
