#include "core/data/data_reference.hpp"

#include <algorithm>
#include <map>

namespace patchbay {
namespace {

bool isProvider(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

}  // namespace

std::string toText(const DataReference& reference) {
  return reference.provider + "[" + reference.name + "]";
}

std::optional<DataReference> parseDataReference(std::string_view text) {
  const auto begin = text.find('[');
  if (begin == std::string_view::npos || !text.ends_with(']')) return std::nullopt;
  const std::string_view provider = text.substr(0, begin);
  const std::string_view name = text.substr(begin + 1, text.size() - begin - 2);
  if (!isProvider(provider) || name.empty()) return std::nullopt;
  return DataReference(std::string(provider), std::string(name));
}

std::vector<DataEndpoint> dataEndpointsOf(const DataBatch& batch, const std::string& provider) {
  std::map<std::string_view, int> series_by_label;
  for (const auto& [key, series] : batch.series) ++series_by_label[series.label];
  std::vector<DataEndpoint> endpoints;
  for (const auto& [key, series] : batch.series) {
    const bool is_unique = !series.label.empty() && series_by_label[series.label] == 1 &&
                           !batch.series.contains(series.label);
    DataEndpoint endpoint;
    endpoint.reference = toText(DataReference(provider, is_unique ? series.label : key));
    endpoint.series = &series;
    endpoints.push_back(std::move(endpoint));
  }
  std::sort(endpoints.begin(), endpoints.end(),
            [](const auto& a, const auto& b) { return a.reference < b.reference; });
  return endpoints;
}

const DataSeries* findSeries(const DataBatch& batch, std::string_view name) {
  const auto by_key = batch.series.find(std::string(name));
  if (by_key != batch.series.end()) return &by_key->second;
  const DataSeries* found = nullptr;
  for (const auto& [key, series] : batch.series) {
    if (series.label != name) continue;
    if (found != nullptr) return nullptr;
    found = &series;
  }
  return found;
}

}  // namespace patchbay
