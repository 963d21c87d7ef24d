#include "xxxxx_adapter.hpp"

#include <boost/json/array.hpp>
#include <cstdio>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

/// The rows by title, each with its values by date; maps keep both sorted.
using Rows = std::map<std::string, std::map<std::string, boost::json::value>>;

std::string toText(std::chrono::year_month_day day) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(day.year()), unsigned(day.month()),
                unsigned(day.day()));
  return text;
}

std::string reportPath(DateRange range) {
  return "/report?from=" + toText(range.from) + "&to=" + toText(range.to);
}

[[noreturn]] void refuseReport() {
  throw IntegrationError(ErrorCode::malformed_answer,
                         "XxXxX did not send a report that can be read; ask again later");
}

void readRow(const boost::json::value& row, Rows& rows) {
  const auto* object = row.if_object();
  if (object == nullptr) refuseReport();
  const auto* title = object->if_contains("title");
  const auto* values = object->if_contains("values");
  if (title == nullptr || !title->is_string() || values == nullptr || !values->is_object()) {
    refuseReport();
  }
  auto& series = rows[std::string(title->get_string())];
  for (const auto& [date, value] : values->get_object()) {
    if (value.is_number()) series[std::string(date)] = value;
  }
}

Rows readRows(const boost::json::value& report) {
  const auto* object = report.if_object();
  const auto* list = object != nullptr ? object->if_contains("rows") : nullptr;
  if (list == nullptr || !list->is_array()) refuseReport();
  Rows rows;
  for (const auto& row : list->get_array()) readRow(row, rows);
  return rows;
}

}  // namespace

boost::json::object toBatch(const boost::json::value& report) {
  const auto rows = readRows(report);
  std::set<std::string> dates;
  for (const auto& [title, series] : rows) {
    for (const auto& [date, value] : series) dates.insert(date);
  }
  boost::json::object data;
  for (const auto& [title, series] : rows) {
    boost::json::object filled;
    for (const auto& date : dates) {
      const auto found = series.find(date);
      filled[date] = found == series.end() ? boost::json::value() : found->second;
    }
    data[title] = std::move(filled);
  }
  boost::json::object batch;
  batch["dates"] = boost::json::array(dates.begin(), dates.end());
  batch["data"] = std::move(data);
  return batch;
}

XxXxXAdapter::XxXxXAdapter(GetJson get_json) : get_json_(std::move(get_json)) {}

awaitable<boost::json::value> XxXxXAdapter::fetchData(IntegrationAccess access, DateRange range) {
  auto path = reportPath(range);
  auto report = co_await get_json_(std::move(access), std::move(path));
  co_return toBatch(report);
}

awaitable<std::vector<std::string>> XxXxXAdapter::fetchDataEndpoints(IntegrationAccess access,
                                                                     DateRange range) {
  std::vector<std::string> titles;
  auto path = reportPath(range);
  auto report = co_await get_json_(std::move(access), std::move(path));
  for (const auto& [title, series] : readRows(report)) titles.push_back(title);
  co_return titles;
}

}  // namespace patchbay
