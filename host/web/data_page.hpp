#pragma once

#include <string>

#include "core/base/clock.hpp"
#include "core/data/calendar.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "core/http/http_exchange.hpp"

namespace patchbay::host::web {

/// Whose data a page shows, and how old they are.
struct DataPageHead {
  std::string provider;  ///< for people, e.g. `Gusto`
  std::string company;   ///< the tenant's name; may be empty
  DateRange range{Day(), Day()};
  Day today;             ///< where the tenant is; salaries are those of this day
  TimePoint fetched_at;  ///< of the oldest part

  DataPageHead() = default;
};

/// Normalised data for people: what to know about them, months as charts, then all of it as tables.
/// Charts are drawn by the host; the page loads nothing.
http::ServerResponse dataPage(const DataPageHead& head, const NormalisedData& data);

}  // namespace patchbay::host::web
