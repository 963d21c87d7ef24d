#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/base/shared_calls.hpp"
#include "core/fetch/data_purge.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "core/fetch/fetched_item.hpp"

namespace patchbay {

/// What a caller wants to know of a tenant.
struct DataWish {
  IntegrationAccess access;
  std::string tenant_id;  ///< the provider's id; empty where a grant has no tenants
  Day from;
  std::optional<Day> to;    ///< empty: the day it is where the tenant is, at this very call
  bool is_refresh = false;  ///< ask the provider also for what is remembered
  /// What the adapter needs to live, e.g. a use of its integration: a fetch holds it to its end.
  std::shared_ptr<void> held;

  DataWish(IntegrationAccess grant, std::string tenant, Day first)
      : access(std::move(grant)), tenant_id(std::move(tenant)), from(first) {}
};

/// Data and how they came about. `range` is whole months, those of which the wish has a day.
struct DataAnswer {
  std::shared_ptr<const NormalisedData> data;
  DateRange range{Day(), Day()};
  Day today;             ///< where the tenant is
  TimePoint fetched_at;  ///< of the oldest part

  DataAnswer() = default;
  DataAnswer(std::shared_ptr<const NormalisedData> found, DateRange months, Day local_today,
             TimePoint when)
      : data(std::move(found)), range(months), today(local_today), fetched_at(when) {}
};

/// The data this process fetched lately, so that asking again costs the provider nothing.
///
/// Kept by connection (its grant, and when it was connected), tenant and month: figures of closed
/// months for long, of recent ones for a short time (`FetchAdapter::lifetimes`). Only what is
/// missing is fetched; nothing fetched, an empty list and a failure are three different things, and
/// the last is never kept. Whoever asks for the same at the same time shares one fetch, which goes
/// on when its callers go. Holds no token. Bounded: what was used longest ago goes first. Safe from
/// any thread.
class PATCHBAY_EXPORT FetchCache final : public DataPurge {
 public:
  static constexpr std::size_t kUsualCapacity = 128U << 20U;

  /// @param executor  where fetches run; it must not run any more when this goes.
  /// @param capacity  about how many bytes of data are kept.
  FetchCache(const Clock& clock, Executor executor, std::size_t capacity = kUsualCapacity);
  ~FetchCache() override;
  FetchCache(const FetchCache&) = delete;
  FetchCache& operator=(const FetchCache&) = delete;

  /// Awaited before the first data of a connection are fetched, and again after a purge. Where
  /// purges come late, it brings those that are due already: one that comes during or after the
  /// fetch would take away data that are younger than its cause. Before `getData`; throws nothing.
  void catchUpFirst(std::function<awaitable<void>()> catch_up) { catch_up_ = std::move(catch_up); }

  /// The data of the wish's months, from memory where they may be.
  /// @param adapter  must live as long as a fetch may, which holds `wish.held`.
  /// @throws IntegrationError `invalid_request` when the wish ends before it begins, and what the
  ///         adapter throws.
  awaitable<DataAnswer> getData(FetchAdapter& adapter, DataWish wish);

  /// Forgets what is known of a workspace at an integration: after a reconnect, a disconnect, or an
  /// event of the provider. A fetch under way still answers those who wait for it and is not kept.
  void purge(std::string_view workspace_id, std::string_view integration) override;
  void purgeAll() override;

  /// About how many bytes are kept.
  std::size_t size() const;

 private:
  /// Integration, tenant, workspace, grant, and when it was connected (milliseconds).
  using Place = std::tuple<std::string, std::string, std::string, std::string, std::int64_t>;
  /// A shelf, and first and last day (since the epoch) of what is fetched for it.
  using FetchKey = std::tuple<std::uint64_t, int, int>;
  using ItemPointer = std::shared_ptr<const FetchedItem>;

  struct Kept {
    ItemPointer item;
    std::size_t size = 0;
    std::uint64_t used = 0;  ///< the number of the last use, counted over all items
  };
  /// What is known of one tenant through one connection. A purge takes the shelf away; what is
  /// under way for it then has nowhere to go.
  struct Shelf {
    std::uint64_t id = 0;
    std::vector<Kept> items;
    std::optional<std::string> time_zone;
    TimePoint time_zone_at;
  };
  /// What is kept and may answer, and what is missing.
  struct Found {
    std::uint64_t shelf = 0;
    FetchedItems items;
    std::optional<DateRange> missing;
  };

  static Place placeOf(const DataWish& wish);
  bool isOpen(const Place& place) const;
  Shelf& open(const Place& place);
  Shelf* findOpen(const Place& place, std::uint64_t id);

  awaitable<std::string> timeZone(FetchAdapter& adapter, DataWish wish, Place place);
  awaitable<std::string> askForTimeZone(FetchAdapter& adapter, DataWish wish, Place place,
                                        std::uint64_t shelf);
  awaitable<ItemPointer> fetch(FetchAdapter& adapter, DataRequest request,
                               std::shared_ptr<void> held, Place place, std::uint64_t shelf);
  awaitable<ItemPointer> fetchAndKeep(FetchAdapter& adapter, DataRequest request,
                                      std::shared_ptr<void> held, Place place, std::uint64_t shelf);

  std::optional<std::string> findTimeZone(const Place& place, std::uint64_t& shelf);
  Found find(const Place& place, const DateRange& range, Day today, const DataLifetimes& lifetimes);
  void keep(const Place& place, std::uint64_t shelf, const ItemPointer& item,
            const DataLifetimes& lifetimes);
  void dropReplaced(Shelf& shelf, const FetchedItem& by, const DataLifetimes& lifetimes);
  void makeRoom();
  void purgeIf(const std::function<bool(const Place&)>& is_meant);

  const Clock& clock_;
  const std::size_t capacity_;
  std::function<awaitable<void>()> catch_up_;
  SharedCalls<FetchKey, ItemPointer> fetches_;
  SharedCalls<std::uint64_t, std::string> time_zone_calls_;

  mutable std::mutex mutex_;  // guards what follows
  std::map<Place, Shelf> shelves_;
  std::size_t size_ = 0;
  std::uint64_t uses_ = 0;
  std::uint64_t shelves_opened_ = 0;
};

}  // namespace patchbay
