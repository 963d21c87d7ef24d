#include "core/data/data_batch.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace patchbay {
namespace {

namespace json = boost::json;

std::string monthEnd(Month month) { return toText(lastDay(month)); }

void addOnce(std::vector<DataWarning>& warnings, const DataWarning& warning) {
  if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) {
    warnings.push_back(warning);
  }
}

void reportConflict(DataBatch& batch, const DataSeries& series, Month month) {
  addOnce(batch.warnings, DataWarning("conflicting_values",
                                      "\"" + series.label + "\" has two different values at " +
                                          monthEnd(month) + "; the first one is shown.",
                                      series.key));
}

/// The series without its values, made where it is not there yet.
DataSeries& describe(DataBatch& batch, const DataSeries& series) {
  const auto [place, is_new] = batch.series.try_emplace(series.key);
  if (is_new) {
    place->second = series;
    place->second.values.clear();
  }
  return place->second;
}

void addTo(DataBatch& sum, const DataBatch& batch) {
  sum.months.insert(batch.months.begin(), batch.months.end());
  sum.partial.insert(batch.partial.begin(), batch.partial.end());
  for (const DataWarning& warning : batch.warnings) addOnce(sum.warnings, warning);
  for (const auto& [key, series] : batch.series) {
    describe(sum, series);
    for (const auto& [month, value] : series.values) sum.put(series, month, value);
  }
  if (sum.currency.empty()) sum.currency = batch.currency;
  if (!batch.currency.empty() && batch.currency != sum.currency) {
    addOnce(sum.warnings, DataWarning("several_currencies",
                                      "The figures are in " + sum.currency + " and in " +
                                          batch.currency + "; do not add them up.",
                                      batch.currency));
  }
}

/// A series without a value in what is left, or a day of another month.
bool isAboutWhatWasCutOff(const DataWarning& warning, const DataBatch& whole,
                          const DataBatch& cut) {
  const auto day = parseDay(warning.subject);
  if (day) return !cut.months.contains(monthOf(*day));
  return whole.series.contains(warning.subject) && !cut.series.contains(warning.subject);
}

json::object valuesOf(const DataSeries& series, const std::set<Month>& months) {
  json::object values;
  values.reserve(months.size());
  for (const Month month : months) {
    const auto found = series.values.find(month);
    values[monthEnd(month)] =
        found == series.values.end() ? json::value() : json::value(found->second.text());
  }
  return values;
}

json::object describeSeries(const DataSeries& series) {
  json::object described;
  described["label"] = series.label;
  described["statement"] = series.statement;
  described["section"] = series.section;
  described["account_id"] =
      series.account_id.empty() ? json::value() : json::value(series.account_id);
  return described;
}

json::array monthEnds(const std::set<Month>& months) {
  json::array dates;
  for (const Month month : months) dates.push_back(json::value(monthEnd(month)));
  return dates;
}

}  // namespace

void DataBatch::put(const DataSeries& row, Month month, Decimal value) {
  months.insert(month);
  const auto [place, is_new] = describe(*this, row).values.try_emplace(month, value);
  if (!is_new && place->second != value) reportConflict(*this, row, month);
}

DataBatch merge(const std::vector<DataBatch>& batches) {
  DataBatch sum;
  for (const DataBatch& batch : batches) addTo(sum, batch);
  return sum;
}

DataBatch cutTo(const DataBatch& batch, const std::set<Month>& months, Day today) {
  DataBatch cut;
  cut.months = months;
  cut.currency = batch.currency;
  for (const Month month : months) {
    if (lastDay(month) >= today) cut.partial.insert(month);
  }
  for (const auto& [key, series] : batch.series) {
    for (const auto& [month, value] : series.values) {
      if (months.contains(month) && firstDay(month) <= today) cut.put(series, month, value);
    }
  }
  for (const DataWarning& warning : batch.warnings) {
    if (!isAboutWhatWasCutOff(warning, batch, cut)) cut.warnings.push_back(warning);
  }
  return cut;
}

json::object toJson(const DataBatch& batch) {
  json::object data;
  json::object series;
  for (const auto& [key, row] : batch.series) {
    data[key] = valuesOf(row, batch.months);
    series[key] = describeSeries(row);
  }
  json::object described;
  described["currency"] = batch.currency.empty() ? json::value() : json::value(batch.currency);
  described["dates"] = monthEnds(batch.months);
  described["data"] = std::move(data);
  described["series"] = std::move(series);
  described["partial"] = monthEnds(batch.partial);
  described["warnings"] = toJson(batch.warnings);
  return described;
}

}  // namespace patchbay
