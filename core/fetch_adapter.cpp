#include "core/fetch_adapter.hpp"

namespace patchbay {

FetchAdapter::~FetchAdapter() = default;

awaitable<std::vector<std::string>> FetchAdapter::fetchDataEndpoints(IntegrationAccess, DateRange) {
  co_return std::vector<std::string>();
}

}  // namespace patchbay
