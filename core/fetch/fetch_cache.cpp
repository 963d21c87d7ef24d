#include "core/fetch/fetch_cache.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/data/time_zone.hpp"

namespace patchbay {
namespace {

constexpr Seconds kTimeZoneLifetime = std::chrono::hours(24);
// Each takes a few hundred bytes, also while it is empty.
constexpr std::size_t kMostShelves = 100'000;

int daysSinceEpoch(Day day) {
  return static_cast<int>(std::chrono::sys_days(day).time_since_epoch().count());
}

void checkOrder(const DataWish& wish, Day to) {
  if (wish.from <= to) return;
  throw IntegrationError(ErrorCode::invalid_request,
                         wish.to ? "`to_date` lies before `from_date`; exchange them."
                                 : "`from_date` lies in the future; name a `to_date` too.");
}

DataAnswer answerOf(const FetchedItems& items, const DateRange& range, Day today) {
  const auto oldest =
      std::min_element(items.begin(), items.end(),
                       [](const auto& a, const auto& b) { return a->fetched_at < b->fetched_at; });
  auto data = std::make_shared<const NormalisedData>(assemble(items, range, today));
  return DataAnswer(std::move(data), range, today, (*oldest)->fetched_at);
}

}  // namespace

FetchCache::FetchCache(const Clock& clock, Executor executor, std::size_t capacity)
    : clock_(clock), capacity_(capacity), fetches_(executor), time_zone_calls_(executor) {}

FetchCache::~FetchCache() = default;

awaitable<DataAnswer> FetchCache::getData(FetchAdapter& adapter, DataWish wish) {
  const Place place = placeOf(wish);
  if (catch_up_ && !isOpen(place)) co_await catch_up_();
  const std::string zone = co_await timeZone(adapter, wish, place);
  const Day today = dayIn(zone, clock_.now());
  const Day to = wish.to.value_or(today);
  checkOrder(wish, to);
  const DateRange range = wholeMonths(DateRange(wish.from, to));

  const DataLifetimes lifetimes =
      wish.is_refresh ? DataLifetimes(Seconds(0), Seconds(0)) : adapter.lifetimes();
  Found found = find(place, range, today, lifetimes);
  if (found.missing) {
    DataRequest request(std::move(wish.access), wish.tenant_id, *found.missing, today);
    auto item = co_await fetch(adapter, std::move(request), wish.held, place, found.shelf);
    found.items.push_back(std::move(item));
  }
  co_return answerOf(found.items, range, today);
}

// --- what is fetched ---

awaitable<std::string> FetchCache::timeZone(FetchAdapter& adapter, DataWish wish, Place place) {
  std::uint64_t shelf = 0;
  const auto known = findTimeZone(place, shelf);
  if (known) co_return *known;
  std::function<awaitable<std::string>()> start = [this, &adapter, wish, place, shelf] {
    return askForTimeZone(adapter, wish, place, shelf);
  };
  std::string zone = co_await time_zone_calls_.call(shelf, std::move(start));
  co_return zone;
}

awaitable<std::string> FetchCache::askForTimeZone(FetchAdapter& adapter, DataWish wish, Place place,
                                                  std::uint64_t shelf) {
  std::string zone =
      co_await adapter.getTimeZone(std::move(wish.access), std::move(wish.tenant_id));
  const std::lock_guard lock(mutex_);
  if (Shelf* const opened = findOpen(place, shelf)) {
    opened->time_zone = zone;
    opened->time_zone_at = clock_.now();
  }
  co_return zone;
}

awaitable<FetchCache::ItemPointer> FetchCache::fetch(FetchAdapter& adapter, DataRequest request,
                                                     std::shared_ptr<void> held, Place place,
                                                     std::uint64_t shelf) {
  const FetchKey key(shelf, daysSinceEpoch(request.range.from), daysSinceEpoch(request.range.to));
  std::function<awaitable<ItemPointer>()> start = [this, &adapter, request, held, place, shelf] {
    return fetchAndKeep(adapter, request, held, place, shelf);
  };
  auto item = co_await fetches_.call(key, std::move(start));
  co_return item;
}

awaitable<FetchCache::ItemPointer> FetchCache::fetchAndKeep(
    FetchAdapter& adapter, DataRequest request, [[maybe_unused]] std::shared_ptr<void> held,
    Place place, std::uint64_t shelf) {
  const DateRange range = request.range;
  const Day today = request.today;
  // As old as what was seen first.
  const TimePoint began = clock_.now();
  auto data = co_await adapter.getData(std::move(request));
  auto item = std::make_shared<const FetchedItem>(range, today, began, std::move(data));
  keep(place, shelf, item, adapter.lifetimes());
  co_return item;
}

// --- what is kept ---

FetchCache::Place FetchCache::placeOf(const DataWish& wish) {
  return Place(wish.access.integration, wish.tenant_id, wish.access.workspace_id,
               wish.access.grant_id, wish.access.connected_at.time_since_epoch().count());
}

bool FetchCache::isOpen(const Place& place) const {
  const std::lock_guard lock(mutex_);
  return shelves_.contains(place);
}

FetchCache::Shelf& FetchCache::open(const Place& place) {
  if (shelves_.size() >= kMostShelves && !shelves_.contains(place)) {
    shelves_.clear();
    size_ = 0;
  }
  const auto [found, is_new] = shelves_.try_emplace(place);
  if (is_new) found->second.id = ++shelves_opened_;
  return found->second;
}

FetchCache::Shelf* FetchCache::findOpen(const Place& place, std::uint64_t id) {
  const auto found = shelves_.find(place);
  return found == shelves_.end() || found->second.id != id ? nullptr : &found->second;
}

std::optional<std::string> FetchCache::findTimeZone(const Place& place, std::uint64_t& shelf) {
  const std::lock_guard lock(mutex_);
  const Shelf& opened = open(place);
  shelf = opened.id;
  const auto age = clock_.now() - opened.time_zone_at;
  if (age < Milliseconds(0) || age >= kTimeZoneLifetime) return std::nullopt;
  return opened.time_zone;
}

FetchCache::Found FetchCache::find(const Place& place, const DateRange& range, Day today,
                                   const DataLifetimes& lifetimes) {
  const std::lock_guard lock(mutex_);
  const TimePoint now = clock_.now();
  Shelf& shelf = open(place);
  Found found;
  found.shelf = shelf.id;
  const auto months = monthsOf(range);
  for (Kept& kept : shelf.items) {
    const bool is_useful = std::any_of(months.begin(), months.end(), [&](Month month) {
      return mayAnswer(*kept.item, month, range, today, now, lifetimes);
    });
    if (!is_useful) continue;
    kept.used = ++uses_;
    found.items.push_back(kept.item);
  }
  found.missing = missingOf(found.items, range, today, now, lifetimes);
  return found;
}

void FetchCache::keep(const Place& place, std::uint64_t shelf, const ItemPointer& item,
                      const DataLifetimes& lifetimes) {
  const std::size_t size = sizeOf(item->data);
  const std::lock_guard lock(mutex_);
  Shelf* const opened = findOpen(place, shelf);
  if (opened == nullptr || size > capacity_) return;
  dropReplaced(*opened, *item, lifetimes);
  opened->items.push_back({item, size, ++uses_});
  size_ += size;
  makeRoom();
}

void FetchCache::dropReplaced(Shelf& shelf, const FetchedItem& by, const DataLifetimes& lifetimes) {
  const auto longest = std::max(lifetimes.closed, lifetimes.recent);
  std::erase_if(shelf.items, [&](const Kept& kept) {
    const DateRange& range = kept.item->range;
    const bool is_inside = by.range.from <= range.from && range.to <= by.range.to;
    const bool is_replaced =
        std::holds_alternative<PayrollData>(by.data) ? by.range == range : is_inside;
    const bool is_dropped = is_replaced || by.fetched_at - kept.item->fetched_at >= longest;
    if (is_dropped) size_ -= kept.size;
    return is_dropped;
  });
}

void FetchCache::makeRoom() {
  while (size_ > capacity_) {
    std::vector<Kept>* oldest_in = nullptr;
    std::size_t oldest = 0;
    for (auto& [place, shelf] : shelves_) {
      for (std::size_t i = 0; i < shelf.items.size(); ++i) {
        if (oldest_in != nullptr && (*oldest_in)[oldest].used < shelf.items[i].used) continue;
        oldest_in = &shelf.items;
        oldest = i;
      }
    }
    if (oldest_in == nullptr) return;
    size_ -= (*oldest_in)[oldest].size;
    oldest_in->erase(oldest_in->begin() + static_cast<std::ptrdiff_t>(oldest));
  }
}

// --- what is forgotten ---

void FetchCache::purge(std::string_view workspace_id, std::string_view integration) {
  purgeIf([&](const Place& place) {
    const auto& [of_integration, tenant, workspace, grant, connected_at] = place;
    return of_integration == integration && workspace == workspace_id;
  });
}

void FetchCache::purgeAll() {
  purgeIf([](const Place&) { return true; });
}

void FetchCache::purgeIf(const std::function<bool(const Place&)>& is_meant) {
  const std::lock_guard lock(mutex_);
  for (auto shelf = shelves_.begin(); shelf != shelves_.end();) {
    if (!is_meant(shelf->first)) {
      ++shelf;
      continue;
    }
    for (const Kept& kept : shelf->second.items) size_ -= kept.size;
    shelf = shelves_.erase(shelf);
  }
}

std::size_t FetchCache::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

}  // namespace patchbay
