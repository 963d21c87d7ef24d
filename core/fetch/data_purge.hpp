#pragma once

#include <string_view>

#include "core/base/export.hpp"

namespace patchbay {

/// Forgets data that was fetched from a provider: after a disconnect, a reconnect, another choice
/// of tenants, or when the provider tells that its data changed. Safe from any thread, and quick.
class PATCHBAY_EXPORT DataPurge {
 public:
  virtual ~DataPurge();

  /// All that is kept of a workspace at an integration.
  virtual void purge(std::string_view workspace_id, std::string_view integration) = 0;
  virtual void purgeAll() = 0;
};

}  // namespace patchbay
