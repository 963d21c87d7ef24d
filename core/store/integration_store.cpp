#include "core/store/integration_store.hpp"

namespace patchbay {

IntegrationStore::~IntegrationStore() = default;

}  // namespace patchbay
