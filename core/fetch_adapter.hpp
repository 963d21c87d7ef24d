#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/export.hpp"
#include "core/integration_access.hpp"

namespace patchbay {

/// A closed interval of calendar days.
struct DateRange {
  std::chrono::year_month_day from;
  std::chrono::year_month_day to;
};

/// Turns one provider's answers into normalised data. One per integration, made by
/// `IntegrationOAuth::makeFetchAdapter`.
class PATCHBAY_EXPORT FetchAdapter {
 public:
  virtual ~FetchAdapter();

  /// The normalised data of `range`: employees for payroll, a batch of series for accounting.
  virtual awaitable<boost::json::value> fetchData(IntegrationAccess access, DateRange range) = 0;

  /// The names by which single series can be asked for; payroll providers have none.
  virtual awaitable<std::vector<std::string>> fetchDataEndpoints(IntegrationAccess access,
                                                                 DateRange range);
};

}  // namespace patchbay
