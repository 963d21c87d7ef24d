#include "host/follower.hpp"

#include <functional>
#include <utility>

namespace patchbay::host {
namespace {

// A change is seen by all hosts within a second: this, and the time of a look.
constexpr Milliseconds kLookPause{400};
// A minute. PostgreSQL ends a transaction that stands still for 30 s, or a statement after 8 s.
constexpr std::int64_t kPatientLooks = 150;
constexpr std::int64_t kPage = 1'000;

constexpr Milliseconds kTick{1'000};
constexpr std::int64_t kMostBlindTicks = 60;

}  // namespace

Follower::Follower(Executor executor, IntegrationStore& store, HandOutMemory& memory,
                   ApiKeyDirectory& keys, const Clock& clock, Log& log)
    : store_(store),
      memory_(memory),
      keys_(keys),
      clock_(clock),
      log_(log),
      looks_(std::move(executor)),
      cursor_(kPatientLooks) {}

awaitable<void> Follower::look() {
  const std::int64_t asked = looks_begun_.load();
  std::function<awaitable<std::int64_t>()> start = [this] { return lookNow(); };
  // One that is under way may have read before the change that the caller knows of.
  for (std::int64_t look = 0; look <= asked;) look = co_await looks_.call(0, start);
}

awaitable<std::int64_t> Follower::lookNow() {
  const std::int64_t number = ++looks_begun_;
  const std::int64_t began = ticks_;
  const std::int64_t keys_revision = co_await readChanges();
  looked_at_ = began;
  co_await reloadApiKeys(keys_revision);
  co_return number;
}

/// Returns the revision of the API keys.
awaitable<std::int64_t> Follower::readChanges() {
  std::int64_t keys_revision = keys_revision_;
  for (bool is_last = false; !is_last;) {
    const GrantChanges page = co_await store_.findGrantChanges(cursor_.next(), kPage);
    keys_revision = page.api_keys_revision;
    if (cursor_.hasLostTrack(page)) {
      cursor_.restart(page);
      forgetAll();
      continue;
    }
    for (const GrantChange& change : cursor_.accept(page)) forget(change);
    is_last = std::ssize(page.changes) < kPage;
  }
  cursor_.endLook();
  co_return keys_revision;
}

void Follower::forget(const GrantChange& change) {
  if (change.generation > 0) {
    memory_.forgetOlder(change.workspace_id, change.integration, change.grant_id,
                        change.generation);
  } else {
    memory_.forget(change.workspace_id, change.integration);
    if (purge_ != nullptr) purge_->purge(change.workspace_id, change.integration);
  }
}

void Follower::forgetAll() {
  memory_.forgetAll();
  if (purge_ != nullptr) purge_->purgeAll();
}

/// The revision was read before the keys are: a change in between is seen again next time.
awaitable<void> Follower::reloadApiKeys(std::int64_t revision) {
  if (revision == keys_revision_) co_return;
  const auto keys = co_await store_.listApiKeys();
  keys_.replace(keys);
  keys_revision_ = revision;
}

awaitable<void> Follower::follow() {
  for (;;) {
    co_await clock_.wait(kLookPause);
    try {
      co_await look();
      cursor_.countLook();
      is_failing_ = false;
    } catch (const std::exception& error) {
      report(error);
    }
  }
}

/// One line a trouble, not one a look.
void Follower::report(const std::exception& error) {
  if (!is_failing_) log_.warning("changes_not_read", {{"cause", error.what()}});
  is_failing_ = true;
}

awaitable<void> Follower::limitBlindness() {
  for (;;) {
    co_await clock_.wait(kTick);
    ++ticks_;
    const std::int64_t blind = ticks_ - looked_at_;
    if (blind < kMostBlindTicks) continue;
    forgetAll();
    if (blind == kMostBlindTicks) log_.error("changes_unknown_so_all_forgotten");
  }
}

}  // namespace patchbay::host
