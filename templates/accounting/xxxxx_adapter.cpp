#include "xxxxx_adapter.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

std::string reportPath(const DateRange& range) {
  return "/report?from=" + toText(range.from) + "&to=" + toText(range.to);
}

/// Empty when the member is missing or no text.
std::string textMember(const boost::json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

/// An account keeps its key when it is renamed; a total has no account and is known by its label.
DataSeries describeRow(const boost::json::object& row) {
  DataSeries series;
  series.label = textMember(row, "title");
  series.statement = "profit_and_loss";
  series.account_id = textMember(row, "account");
  series.key =
      series.statement + "/" + (series.account_id.empty() ? series.label : series.account_id);
  return series;
}

void warn(DataBatch& batch, const char* code, const std::string& what, const std::string& subject) {
  batch.warnings.emplace_back(code, "XxXxX sent " + what + "; it was left out.", subject);
}

void readValue(const DataSeries& series, const std::string& date, const boost::json::value& value,
               DataBatch& batch) {
  const auto day = parseDay(date);
  if (!day) return warn(batch, "unreadable_date", "a date that cannot be read", series.key);
  batch.months.insert(monthOf(*day));
  if (value.is_null() || value == "") return;
  const auto amount = Decimal::read(value);
  if (!amount) return warn(batch, "unreadable_amount", "an amount that cannot be read", series.key);
  batch.put(series, monthOf(*day), *amount);
}

void readRow(const boost::json::value& row, DataBatch& batch) {
  const auto* object = row.if_object();
  const auto* values = object != nullptr ? object->if_contains("values") : nullptr;
  if (values == nullptr || !values->is_object()) {
    return warn(batch, "unreadable_row", "a row that cannot be read", "");
  }
  const DataSeries series = describeRow(*object);
  for (const auto& [date, value] : values->get_object()) {
    readValue(series, std::string(date), value, batch);
  }
}

}  // namespace

DataBatch toBatch(const boost::json::value& report) {
  const auto* object = report.if_object();
  const auto* rows = object != nullptr ? object->if_contains("rows") : nullptr;
  if (rows == nullptr || !rows->is_array()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "XxXxX did not send a report that can be read; ask again later");
  }
  DataBatch batch;
  batch.currency = textMember(*object, "currency");
  for (const auto& row : rows->get_array()) readRow(row, batch);
  return batch;
}

XxXxXAdapter::XxXxXAdapter(GetJson get_json) : get_json_(std::move(get_json)) {}

awaitable<NormalisedData> XxXxXAdapter::getData(DataRequest request) {
  auto path = reportPath(request.range);
  auto report = co_await get_json_(std::move(request.access), std::move(path));
  co_return NormalisedData(toBatch(report));
}

}  // namespace patchbay
