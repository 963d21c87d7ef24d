#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.hpp"
#include "core/refresh/background_refresh.hpp"

namespace patchbay {

/// The work behind `BackgroundRefresh`. All of it is touched on `strand_` only; the refreshes
/// themselves run where the coordinator runs them. Its coroutines keep it alive.
class BackgroundRefresh::Work : public std::enable_shared_from_this<Work> {
 public:
  Work(Parts parts, BackgroundTimes times);

  void start(std::vector<KeptProvider> providers);
  void replace(std::vector<KeptProvider> providers);
  void stop();
  awaitable<std::int64_t> refreshDue(KeptProvider provider);

  const Executor& strand() const { return strand_; }

 private:
  /// One provider's share of the work.
  struct Lane {
    Lane(KeptProvider kept, const Executor& executor)
        : provider(std::move(kept)),
          changed(executor, boost::asio::steady_timer::time_point::max()) {}

    KeptProvider provider;  ///< replaced while the work goes on
    bool is_over = false;   ///< the provider is not kept any more
    std::int64_t under_way = 0;
    std::optional<TimePoint> paused_until;  ///< the provider refuses us: no use to ask
    boost::asio::steady_timer changed;      ///< cancelled when a refresh ends
    boost::asio::cancellation_signal ended;
    int failures = 0;  ///< looks in a row that failed
  };

  void startLane(KeptProvider provider);
  awaitable<void> keepFresh(std::shared_ptr<Lane> lane);
  awaitable<std::int64_t> takeAllDue(std::shared_ptr<Lane> lane);
  awaitable<void> waitForAtMost(std::shared_ptr<Lane> lane, std::int64_t under_way);
  void launch(const std::shared_ptr<Lane>& lane, IntegrationAccess grant);
  awaitable<void> refreshOne(std::shared_ptr<Lane> lane, IntegrationAccess grant);
  void judge(Lane& lane, const IntegrationAccess& grant, const IntegrationError& error);
  bool isPaused(Lane& lane) const;
  void report(Lane& lane, const std::exception& error);
  Milliseconds pauseAfterTrouble(const Lane& lane) const;

  const Parts parts_;
  const BackgroundTimes times_;
  const Executor strand_;
  std::vector<std::shared_ptr<Lane>> lanes_;
  bool stopping_ = false;
};

}  // namespace patchbay
