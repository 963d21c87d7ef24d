#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/export.hpp"
#include "core/data/data_batch.hpp"

namespace patchbay {

/// The text that addresses one series of a provider, e.g. `Xero[Light, Power, Heating]`: the
/// provider's name (letters and digits, as at its registration), then a series' key or label.
struct DataReference {
  std::string provider;
  std::string name;

  DataReference(std::string of_provider, std::string of_series)
      : provider(std::move(of_provider)), name(std::move(of_series)) {}
};

PATCHBAY_EXPORT std::string toText(const DataReference& reference);

/// What stands between the first `[` and the last `]`, whatever it is; empty when the text has no
/// such form.
PATCHBAY_EXPORT std::optional<DataReference> parseDataReference(std::string_view text);

/// One series that can be asked for.
struct DataEndpoint {
  std::string reference;  ///< with the label; with the key where several series have that label
  const DataSeries* series = nullptr;

  DataEndpoint() = default;
};

/// The catalogue of a batch, by reference. Refers to `batch`.
PATCHBAY_EXPORT std::vector<DataEndpoint> dataEndpointsOf(const DataBatch& batch,
                                                          const std::string& provider);

/// The series of a reference's name, a key or a label that only one has; null when there is none.
PATCHBAY_EXPORT const DataSeries* findSeries(const DataBatch& batch, std::string_view name);

}  // namespace patchbay
