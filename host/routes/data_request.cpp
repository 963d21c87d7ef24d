#include "host/routes/data_request.hpp"

#include "core/base/error.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kMostMonths = 120;

std::optional<Day> readDay(const http::ServerRequest& request, const std::string& name) {
  const auto text = request.queryValue(name);
  if (!text || text->empty()) return std::nullopt;
  const auto day = parseDay(*text);
  if (!day) {
    throw IntegrationError(
        ErrorCode::invalid_request,
        "`" + name + "` is no date; write a day of the calendar like 2026-07-31.");
  }
  return day;
}

void checkRange(const DataQuery& query, Day now) {
  if (query.to && *query.to < query.from) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "`to_date` lies before `from_date`; exchange them.");
  }
  // Not before the years are known to be near each other are the months counted.
  const Day to = query.to.value_or(now);
  const bool is_far = int(to.year()) - int(query.from.year()) > int(kMostMonths / 12);
  if (!is_far && monthsOf(DateRange(query.from, to)).size() <= kMostMonths) return;
  throw IntegrationError(ErrorCode::invalid_request,
                         "The range from `from_date` to `to_date` has more than " +
                             std::to_string(kMostMonths) + " months; ask for fewer at a time.");
}

bool wantsFresh(const http::ServerRequest& request) {
  return request.header("cache-control").value_or("").find("no-cache") != std::string_view::npos;
}

}  // namespace

DataQuery parseDataQuery(const http::ServerRequest& request, Day now) {
  DataQuery query;
  const auto from = readDay(request, "from_date");
  if (!from) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "`from_date` is missing; name the first day that you want, like "
                           "2026-01-01.");
  }
  query.from = *from;
  query.to = readDay(request, "to_date");
  checkRange(query, now);
  query.tenant_id = request.queryValue("tenant_id").value_or("");
  for (const auto& [name, value] : request.query) {
    if (name == "series") query.series.push_back(value);
  }
  query.is_refresh = wantsFresh(request);
  return query;
}

}  // namespace patchbay::host
