#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/refresh/refresh_attempt.hpp"
#include "core/refresh/refresh_coordinator.hpp"

namespace patchbay {

/// The refreshes under way in this process, one a grant, and who waits for them. All of it is
/// touched on `strand()` only, so it needs no lock; the attempts themselves run beside it.
class RefreshCoordinator::Flights : public std::enable_shared_from_this<Flights> {
 public:
  Flights(IntegrationStore& store, const Clock& clock, Log& log, Executor executor,
          RefreshTimes times, std::string owner);

  /// On the strand: joins the grant's flight, starting it where there is none.
  awaitable<IntegrationAccess> join(TokenRefresher& refresher, IntegrationAccess stale,
                                    WhenBusy when_busy);

  const Executor& strand() const { return strand_; }
  RefreshAttempt& attempt() { return attempt_; }

 private:
  /// One attempt and its waiters, each of which sleeps on a timer that the landing cancels.
  struct Flight {
    std::vector<boost::asio::steady_timer*> waiters;
    std::optional<IntegrationAccess> fresh;
    std::exception_ptr error;
    bool has_landed = false;
  };

  /// Registers a waiter's timer for as long as it waits, however the waiting ends.
  class Waiting {
   public:
    Waiting(Flight& flight, boost::asio::steady_timer& timer) : flight_(flight), timer_(timer) {
      flight_.waiters.push_back(&timer_);
    }
    ~Waiting() { std::erase(flight_.waiters, &timer_); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

   private:
    Flight& flight_;
    boost::asio::steady_timer& timer_;
  };

  std::shared_ptr<Flight> findOrStart(TokenRefresher& refresher, const IntegrationAccess& stale,
                                      WhenBusy when_busy);
  awaitable<void> waitFor(std::shared_ptr<Flight> flight);
  void land(const std::string& grant_id, std::exception_ptr error, IntegrationAccess fresh);

  Executor executor_;
  Executor strand_;
  RefreshAttempt attempt_;
  std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;
};

}  // namespace patchbay
