#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/data/calendar.hpp"
#include "core/fetch/fetch_adapter.hpp"

namespace patchbay {

/// What one call of an adapter brought. Immutable.
struct FetchedItem {
  DateRange range;  ///< whole months
  Day today;        ///< of the tenant, when it was asked for
  TimePoint fetched_at;
  NormalisedData data;

  FetchedItem(DateRange months, Day local_today, TimePoint when, NormalisedData brought)
      : range(months), today(local_today), fetched_at(when), data(std::move(brought)) {}
};

using FetchedItems = std::vector<std::shared_ptr<const FetchedItem>>;

/// The range from the first day of its first month to the last day of its last one: data are
/// monthly, so two requests for the same months are the same request.
PATCHBAY_EXPORT DateRange wholeMonths(const DateRange& range);

/// Whether the month's figures are final but for late corrections: it ended more than three months
/// ago.
PATCHBAY_EXPORT bool isClosed(Month month, Day today);

/// Whether what the item tells about a month may be handed out again. Figures are kept by month;
/// people are one list, computed for one range as seen on one day.
PATCHBAY_EXPORT bool mayAnswer(const FetchedItem& item, Month month, const DateRange& range,
                               Day today, TimePoint now, const DataLifetimes& lifetimes);

/// The part of `range` for which the provider has to be asked; empty when nothing is missing. It
/// reaches from the first missing month to the last, so that one call is enough.
PATCHBAY_EXPORT std::optional<DateRange> missingOf(const FetchedItems& items,
                                                   const DateRange& range, Day today, TimePoint now,
                                                   const DataLifetimes& lifetimes);

/// The data of exactly `range`, each month from the newest item that has it. Pure.
/// @param items  not empty; one of them for each month, all of one kind.
PATCHBAY_EXPORT NormalisedData assemble(const FetchedItems& items, const DateRange& range,
                                        Day today);

/// About how many bytes the data take.
PATCHBAY_EXPORT std::size_t sizeOf(const NormalisedData& data);

}  // namespace patchbay
