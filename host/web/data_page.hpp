#pragma once

#include <string_view>

#include "core/data/calendar.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "core/http/http_exchange.hpp"

namespace patchbay::host::web {

/// Normalised data for people: months as charts, then all of it as a table, then the warnings.
/// Charts are drawn by the host; the page loads nothing.
/// @param name   the provider, e.g. `Gusto`.
/// @param today  where the tenant is; salaries are those of this day.
http::ServerResponse dataPage(std::string_view name, Day today, const NormalisedData& data);

}  // namespace patchbay::host::web
