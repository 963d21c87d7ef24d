#include "host/upkeep.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "host/start_up.hpp"

namespace patchbay::host {
namespace {

constexpr Milliseconds kExpiredPause{60'000};
// Longer than a follower's patience with a missing number, and than it may go without a look.
constexpr Milliseconds kKeepChanges{180'000};

constexpr Milliseconds kUsesPause{20'000};
constexpr std::ptrdiff_t kUsesAtOnce = 200;  // a transaction stays short
constexpr std::size_t kMostUses = 100'000;   // kept while the database is away

}  // namespace

Upkeep::Upkeep(boost::asio::io_context& context, IntegrationStore& store, HandOutMemory& memory,
               ApiKeyDirectory& keys, const Clock& clock, Log& log)
    : context_(context),
      store_(store),
      memory_(memory),
      clock_(clock),
      log_(log),
      follower_(context.get_executor(), store, memory, keys, clock, log) {}

Upkeep::~Upkeep() { stop(); }

void Upkeep::keepInStep(FetchCache& fetched) {
  follower_.purgeToo(fetched);
  fetched.catchUpFirst([this] { return catchUp(); });
}

/// Data are fetched also while the database is away: the loop reports that, and looks later.
awaitable<void> Upkeep::catchUp() {
  try {
    co_await follower_.look();
  } catch (const std::exception&) {
  }
}

void Upkeep::lookOnce() { runToEnd(follower_.lookNow()); }

void Upkeep::start(EventWork& events) {
  spawn(follower_.follow(), "follower_ended");
  spawn(follower_.limitBlindness(), "follower_limit_ended");
  spawn(noteUses(), "uses_watch_ended");
  spawn(dropExpired(), "expired_watch_ended");
  spawn(events.run(), "event_work_ended");
  thread_ = std::thread([this] { context_.run(); });
}

void Upkeep::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void Upkeep::spawn(awaitable<void> loop, std::string_view name) {
  boost::asio::co_spawn(context_, std::move(loop), [this, name](std::exception_ptr failure) {
    if (failure) log_.error(name);
  });
}

awaitable<void> Upkeep::noteUses() {
  for (;;) {
    co_await clock_.wait(kUsesPause);
    std::vector<std::string> taken = memory_.takeUses();
    if (uses_.size() < kMostUses) uses_.insert(uses_.end(), taken.begin(), taken.end());
    try {
      co_await flushUses();
    } catch (const std::exception& error) {
      report("uses_not_noted", error);
    }
  }
}

awaitable<void> Upkeep::flushUses() {
  while (!uses_.empty()) {
    const auto first = uses_.end() - std::min(kUsesAtOnce, std::ssize(uses_));
    std::vector<std::string> batch(first, uses_.end());
    co_await store_.recordUses(std::move(batch), clock_.now());
    uses_.resize(uses_.size() - std::min<std::size_t>(kUsesAtOnce, uses_.size()));
  }
}

awaitable<void> Upkeep::dropExpired() {
  for (;;) {
    co_await clock_.wait(kExpiredPause);
    try {
      co_await dropOld();
    } catch (const std::exception& error) {
      report("expired_not_dropped", error);
    }
  }
}

awaitable<void> Upkeep::dropOld() {
  const std::int64_t expired = co_await store_.removeExpired(clock_.now());
  if (expired > 0) log_.debug("expired_dropped", {{"count", expired}});
  co_await store_.trimGrantChanges(kKeepChanges);
}

void Upkeep::report(std::string_view event, const std::exception& error) {
  log_.warning(event, {{"cause", error.what()}});
}

}  // namespace patchbay::host
