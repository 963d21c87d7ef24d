#include "core/fetch/fetched_item.hpp"

#include <algorithm>
#include <set>

namespace patchbay {
namespace {

constexpr std::chrono::months kRecentMonths{3};
// What a node of a map or a small vector costs besides what it holds.
constexpr std::size_t kNode = 64;

bool covers(const FetchedItem& item, Month month) {
  return item.range.from <= firstDay(month) && lastDay(month) <= item.range.to;
}

bool isFresh(const FetchedItem& item, bool is_closed, TimePoint now,
             const DataLifetimes& lifetimes) {
  const auto age = now - item.fetched_at;
  return age >= Milliseconds(0) && age < (is_closed ? lifetimes.closed : lifetimes.recent);
}

bool isNewer(const std::shared_ptr<const FetchedItem>& a,
             const std::shared_ptr<const FetchedItem>& b) {
  return a->fetched_at > b->fetched_at;
}

std::size_t sizeOf(const std::vector<DataWarning>& warnings) {
  std::size_t size = 0;
  for (const DataWarning& warning : warnings) {
    size += kNode * 2 + warning.text.size() + warning.subject.size();
  }
  return size;
}

std::size_t sizeOf(const DataBatch& batch) {
  std::size_t size = sizeOf(batch.warnings) + kNode * (batch.months.size() + 4);
  for (const auto& [key, series] : batch.series) {
    size += sizeof(DataSeries) + 4 * key.size() + kNode * (series.values.size() + 1);
  }
  return size;
}

std::size_t sizeOf(const PayrollData& payroll) {
  std::size_t size = sizeOf(payroll.warnings) + sizeof(PayrollData);
  for (const Employee& employee : payroll.employees) {
    size += sizeof(Employee) + kNode * (employee.employments.size() + 2);
    for (const Job& job : employee.jobs) {
      size += sizeof(Job) + kNode * 2 + job.compensations.size() * sizeof(Compensation);
    }
  }
  return size;
}

}  // namespace

DateRange wholeMonths(const DateRange& range) {
  return {firstDay(monthOf(range.from)), lastDay(monthOf(range.to))};
}

bool isClosed(Month month, Day today) { return month + kRecentMonths < monthOf(today); }

bool mayAnswer(const FetchedItem& item, Month month, const DateRange& range, Day today,
               TimePoint now, const DataLifetimes& lifetimes) {
  if (std::holds_alternative<PayrollData>(item.data)) {
    return item.range == range && item.today == today &&
           isFresh(item, isClosed(monthOf(range.to), today), now, lifetimes);
  }
  return covers(item, month) && isFresh(item, isClosed(month, today), now, lifetimes);
}

std::optional<DateRange> missingOf(const FetchedItems& items, const DateRange& range, Day today,
                                   TimePoint now, const DataLifetimes& lifetimes) {
  std::optional<DateRange> missing;
  for (const Month month : monthsOf(range)) {
    const bool is_there = std::any_of(items.begin(), items.end(), [&](const auto& item) {
      return mayAnswer(*item, month, range, today, now, lifetimes);
    });
    if (is_there) continue;
    if (!missing) missing.emplace(rangeOf(month));
    missing->to = lastDay(month);
  }
  return missing;
}

NormalisedData assemble(const FetchedItems& items, const DateRange& range, Day today) {
  if (std::holds_alternative<PayrollData>(items.front()->data)) return items.front()->data;
  FetchedItems newest_first = items;
  std::sort(newest_first.begin(), newest_first.end(), isNewer);
  const auto wanted = monthsOf(range);
  std::set<Month> left(wanted.begin(), wanted.end());
  std::vector<DataBatch> parts;
  for (const auto& item : newest_first) {
    std::set<Month> months;
    for (const Month month : left) {
      if (covers(*item, month)) months.insert(month);
    }
    if (months.empty()) continue;
    parts.push_back(cutTo(std::get<DataBatch>(item->data), months, today));
    for (const Month month : months) left.erase(month);
  }
  return merge(parts);
}

std::size_t sizeOf(const NormalisedData& data) {
  return std::visit([](const auto& kind) { return sizeOf(kind); }, data);
}

}  // namespace patchbay
