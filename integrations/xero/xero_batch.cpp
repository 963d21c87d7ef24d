#include "xero_batch.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "xero_header_label.hpp"

namespace patchbay {
namespace {

/// How often each key stands in a report.
using KeyCounts = std::map<std::string, int>;

/// What a finding says to people; `%` stands for how often it was met.
std::string describe(const std::string& kind) {
  static const std::map<std::string, std::string> kTexts{
      {"value_unreadable", "amounts that cannot be read (%); they are null here"},
      {"row_unnamed", "rows without a name (%); they are left out"},
      {"row_type_unknown", "rows of an unknown type (%); their own values are left out"},
      {"cells_without_heading", "rows with more values than headings (%); those are left out"},
      {"header_missing", "no headings"},
      {"header_repeated", "more than one row of headings (%)"}};
  const auto found = kTexts.find(kind);
  return found == kTexts.end() ? kind + " (%)" : found->second;
}

void warnOf(const XeroReportAnswer& answer, DataBatch& batch) {
  for (const auto& [kind, finding] : answer.report.findings.all()) {
    std::string text = describe(kind);
    const auto place = text.find('%');
    if (place != std::string::npos) text.replace(place, 1, std::to_string(finding.count));
    batch.warnings.emplace_back(kind,
                                "Xero's " + titleOf(answer.call.statement) + " until " +
                                    toText(lastDay(answer.call.newest)) + " has " + text +
                                    "; the first: " + finding.first + ".",
                                nameOf(answer.call.statement));
  }
}

KeyCounts countKeys(const XeroReportAnswer& answer) {
  KeyCounts counts;
  for (const auto& row : answer.report.rows) ++counts[seriesKey(answer.call.statement, row)];
  return counts;
}

/// The keys that stand in one report once, in another more often: nobody knows which row of the
/// one is which of the other.
std::set<std::string> findAmbiguous(const std::vector<XeroReportAnswer>& answers) {
  KeyCounts all;
  std::set<std::string> ambiguous;
  for (const auto& answer : answers) {
    for (const auto& [key, count] : countKeys(answer)) {
      const auto [place, is_new] = all.emplace(key, count);
      if (!is_new && place->second != count) ambiguous.insert(key);
    }
  }
  return ambiguous;
}

void warnOnce(DataBatch& batch, DataWarning warning) {
  const auto& known = batch.warnings;
  if (std::find(known.begin(), known.end(), warning) == known.end()) {
    batch.warnings.push_back(std::move(warning));
  }
}

/// Puts the rows of one answer into the batch.
class RowWriter {
 public:
  RowWriter(const XeroReportAnswer& answer, const std::set<Month>& wanted, Day today,
            const std::set<std::string>& ambiguous, DataBatch& batch)
      : answer_(answer),
        wanted_(wanted),
        columns_(monthsOfColumns(answer, today)),
        counts_(countKeys(answer)),
        ambiguous_(ambiguous),
        batch_(batch) {}

  void write() {
    for (const auto& row : answer_.report.rows) {
      const auto key = seriesKey(answer_.call.statement, row);
      if (ambiguous_.contains(key)) {
        warnOnce(batch_,
                 DataWarning("ambiguous_rows",
                             "Xero shows \"" + row.label +
                                 "\" several times in some months; it is left out. Rename one of "
                                 "them in Xero.",
                             key));
      } else {
        writeRow(row, numbered(row, key));
      }
    }
  }

 private:
  std::string numbered(const XeroReportRow& row, const std::string& key) {
    if (counts_[key] == 1) return key;
    warnOnce(batch_, DataWarning("repeated_row",
                                 "Xero shows \"" + row.label +
                                     "\" several times in one section; they are numbered in "
                                     "Xero's order.",
                                 key));
    return key + "#" + std::to_string(++seen_[key]);
  }

  void writeRow(const XeroReportRow& row, std::string key) {
    DataSeries series;
    series.key = std::move(key);
    series.label = row.label;
    series.statement = nameOf(answer_.call.statement);
    series.section = row.section;
    series.account_id = row.account_id;
    batch_.series.try_emplace(series.key, series);
    for (std::size_t column = 0; column < row.values.size(); ++column) {
      const auto& value = row.values[column];
      const auto& month = columns_[column];
      if (value && month && wanted_.contains(*month)) batch_.put(series, *month, *value);
    }
  }

  const XeroReportAnswer& answer_;
  const std::set<Month>& wanted_;
  const std::vector<std::optional<Month>> columns_;
  KeyCounts counts_;
  KeyCounts seen_;
  const std::set<std::string>& ambiguous_;
  DataBatch& batch_;
};

}  // namespace

std::vector<std::optional<Month>> monthsOfColumns(const XeroReportAnswer& answer, Day today) {
  const auto asked = answer.call.months();
  std::map<Month, int> named;
  std::vector<std::optional<Month>> columns;
  for (const auto& label : answer.report.columns) {
    auto& column = columns.emplace_back();
    const auto day = parseHeaderLabel(label);
    if (!day) continue;
    const Month month = monthOf(*day);
    const bool is_asked = std::find(asked.begin(), asked.end(), month) != asked.end();
    const bool is_whole = *day == lastDay(month) || lastDay(month) >= today;
    if (is_asked && is_whole) column = month;
    ++named[month];
  }
  for (auto& column : columns) {
    if (column && named[*column] > 1) column.reset();
  }
  return columns;
}

std::vector<Month> monthsNotHeld(const XeroReportAnswer& answer, const std::set<Month>& wanted,
                                 Day today) {
  std::vector<Month> missing;
  const auto columns = monthsOfColumns(answer, today);
  for (const Month month : answer.call.months()) {
    const bool is_held = std::find(columns.begin(), columns.end(), month) != columns.end();
    if (wanted.contains(month) && !is_held) missing.push_back(month);
  }
  return missing;
}

DataBatch toBatch(const std::vector<XeroReportAnswer>& answers, const std::set<Month>& wanted,
                  Day today) {
  DataBatch batch;
  batch.months = wanted;
  const auto ambiguous = findAmbiguous(answers);
  for (const auto& answer : answers) {
    warnOf(answer, batch);
    RowWriter(answer, wanted, today, ambiguous, batch).write();
  }
  return batch;
}

}  // namespace patchbay
