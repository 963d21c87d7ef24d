#include "core/fetch/fetch_adapter.hpp"

namespace patchbay {

FetchAdapter::~FetchAdapter() = default;

bool FetchAdapter::hasDataEndpoints() const { return false; }

awaitable<std::string> FetchAdapter::getTimeZone(IntegrationAccess, std::string) {
  co_return std::string();
}

DataLifetimes FetchAdapter::lifetimes() const { return {}; }

}  // namespace patchbay
