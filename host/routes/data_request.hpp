#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/calendar.hpp"
#include "core/http/http_exchange.hpp"

namespace patchbay::host {

/// What the query of a data route asks for.
struct DataQuery {
  Day from;
  std::optional<Day> to;            ///< empty: today, where the tenant is
  std::string tenant_id;            ///< empty: the chosen one, or the only one
  std::vector<std::string> series;  ///< references or keys; empty: all
  bool is_refresh = false;          ///< `Cache-Control: no-cache`: what is remembered is not wanted

  DataQuery() = default;
};

/// Reads `from_date`, `to_date`, `tenant_id` and `series` (any number of them).
/// @param now  where no `to_date` is given, how far back the range may reach counts from here.
/// @throws IntegrationError `invalid_request` naming the parameter and what it should be: a date is
///         missing, is no day of the calendar, lies before the other, or the range has more than
///         120 months.
DataQuery parseDataQuery(const http::ServerRequest& request, Day now);

}  // namespace patchbay::host
