#include "core/refresh/background_refresh.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "core/refresh/background_work.hpp"
#include "core/refresh/refresh_decision.hpp"

namespace patchbay {
namespace {

// While a provider refuses our credentials and does not say for how long.
constexpr Seconds kProviderPause{60};

}  // namespace

BackgroundRefresh::Work::Work(Parts parts, BackgroundTimes times)
    : parts_(std::move(parts)), times_(times), strand_(boost::asio::make_strand(parts_.executor)) {}

void BackgroundRefresh::Work::start(std::vector<KeptProvider> providers) {
  for (KeptProvider& provider : providers) startLane(std::move(provider));
}

void BackgroundRefresh::Work::startLane(KeptProvider provider) {
  auto lane = std::make_shared<Lane>(std::move(provider), strand_);
  lanes_.push_back(lane);
  auto ended = [self = shared_from_this(), lane](std::exception_ptr) {};
  boost::asio::co_spawn(strand_, keepFresh(lane),
                        boost::asio::bind_cancellation_slot(lane->ended.slot(), std::move(ended)));
}

void BackgroundRefresh::Work::replace(std::vector<KeptProvider> providers) {
  if (stopping_) return;
  std::erase_if(lanes_, [&](const std::shared_ptr<Lane>& lane) {
    const auto next = std::find_if(providers.begin(), providers.end(), [&](const auto& provider) {
      return provider.integration == lane->provider.integration;
    });
    lane->is_over = next == providers.end();
    if (lane->is_over) {
      lane->ended.emit(boost::asio::cancellation_type::terminal);
    } else {
      lane->provider = std::move(*next);
      providers.erase(next);
    }
    return lane->is_over;
  });
  start(std::move(providers));
}

void BackgroundRefresh::Work::stop() {
  stopping_ = true;
  for (const auto& lane : lanes_) lane->ended.emit(boost::asio::cancellation_type::terminal);
}

awaitable<void> BackgroundRefresh::Work::keepFresh(std::shared_ptr<Lane> lane) {
  const auto self = shared_from_this();
  Milliseconds pause = times_.busy_pause;
  while (!stopping_ && !lane->is_over) {
    co_await parts_.clock.wait(pause);
    try {
      const std::int64_t taken = co_await takeAllDue(lane);
      lane->failures = 0;
      pause = taken > 0 ? times_.busy_pause : times_.idle_pause;
    } catch (const std::exception& error) {
      report(*lane, error);
      pause = pauseAfterTrouble(*lane);
    }
  }
}

awaitable<std::int64_t> BackgroundRefresh::Work::refreshDue(KeptProvider provider) {
  const auto self = shared_from_this();
  const auto lane = std::make_shared<Lane>(std::move(provider), strand_);
  const std::int64_t taken = co_await takeAllDue(lane);
  co_await waitForAtMost(lane, 0);
  co_return taken;
}

// Takes no more than can begin at once, so that nothing taken waits here while another host could
// have it.
awaitable<std::int64_t> BackgroundRefresh::Work::takeAllDue(std::shared_ptr<Lane> lane) {
  std::int64_t taken = 0;
  for (bool more = true; more;) {
    co_await waitForAtMost(lane, times_.at_once / 2);
    if (stopping_ || lane->is_over || isPaused(*lane)) break;
    DueQuery query;
    query.integration = lane->provider.integration;
    query.rules = lane->provider.rules;
    query.most = times_.at_once - lane->under_way;
    query.hold = times_.hold;
    DueGrants due = co_await parts_.store.takeDueGrants(query, parts_.clock.now());
    for (IntegrationAccess& grant : due.grants) launch(lane, std::move(grant));
    taken += std::ssize(due.grants);
    more = due.may_be_more;
  }
  co_return taken;
}

awaitable<void> BackgroundRefresh::Work::waitForAtMost(std::shared_ptr<Lane> lane,
                                                       std::int64_t under_way) {
  boost::system::error_code woken;
  while (lane->under_way > under_way) {
    co_await lane->changed.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  }
}

void BackgroundRefresh::Work::launch(const std::shared_ptr<Lane>& lane, IntegrationAccess grant) {
  ++lane->under_way;
  auto landed = [self = shared_from_this(), lane](std::exception_ptr) {
    --lane->under_way;
    lane->changed.cancel();
  };
  boost::asio::co_spawn(strand_, refreshOne(lane, std::move(grant)), std::move(landed));
}

// What fails here is recorded and logged by the coordinator; the grant is due again when its record
// says so, or when the hold is over.
awaitable<void> BackgroundRefresh::Work::refreshOne(std::shared_ptr<Lane> lane,
                                                    IntegrationAccess grant) {
  const auto self = shared_from_this();
  const KeptProvider provider = lane->provider;
  try {
    co_await parts_.refresh.refresh(*provider.refresher, grant, WhenBusy::pass_over);
  } catch (const IntegrationError& error) {
    judge(*lane, grant, error);
  }
}

void BackgroundRefresh::Work::judge(Lane& lane, const IntegrationAccess& grant,
                                    const IntegrationError& error) {
  if (error.code() == ErrorCode::requires_reconnect || error.code() == ErrorCode::not_connected) {
    parts_.memory.forget(grant.workspace_id, grant.integration);
  }
  if (error.code() == ErrorCode::invalid_client) {
    lane.paused_until = parts_.clock.now() + error.retryAfter().value_or(kProviderPause);
  }
}

bool BackgroundRefresh::Work::isPaused(Lane& lane) const {
  if (!lane.paused_until) return false;
  if (isPausedUntil(*lane.paused_until, parts_.clock.now())) return true;
  lane.paused_until.reset();
  return false;
}

/// One line a trouble, not one a look.
void BackgroundRefresh::Work::report(Lane& lane, const std::exception& error) {
  if (lane.failures++ > 0 || stopping_ || lane.is_over) return;
  parts_.log.warning("background_refresh_failed",
                     {{"integration", lane.provider.integration}, {"cause", error.what()}});
}

Milliseconds BackgroundRefresh::Work::pauseAfterTrouble(const Lane& lane) const {
  const int doublings = std::min(lane.failures, 10);
  return std::min(times_.trouble_most, times_.busy_pause * (1 << doublings));
}

BackgroundRefresh::BackgroundRefresh(Parts parts, BackgroundTimes times)
    : work_(std::make_shared<Work>(std::move(parts), times)) {}

BackgroundRefresh::~BackgroundRefresh() { stop(); }

void BackgroundRefresh::start(std::vector<KeptProvider> providers) {
  boost::asio::post(work_->strand(), [work = work_, providers = std::move(providers)]() mutable {
    work->start(std::move(providers));
  });
}

void BackgroundRefresh::replace(std::vector<KeptProvider> providers) {
  boost::asio::post(work_->strand(), [work = work_, providers = std::move(providers)]() mutable {
    work->replace(std::move(providers));
  });
}

void BackgroundRefresh::stop() {
  boost::asio::post(work_->strand(), [work = work_] { work->stop(); });
}

awaitable<std::int64_t> BackgroundRefresh::refreshDue(KeptProvider provider) {
  awaitable<std::int64_t> round = work_->refreshDue(std::move(provider));
  const std::int64_t taken =
      co_await boost::asio::co_spawn(work_->strand(), std::move(round), boost::asio::use_awaitable);
  co_return taken;
}

}  // namespace patchbay
