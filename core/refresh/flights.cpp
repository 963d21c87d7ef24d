#include "core/refresh/flights.hpp"

#include <algorithm>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "core/base/own_failure.hpp"

namespace patchbay {
namespace {

bool isPassedOver(const std::exception_ptr& error) {
  if (!error) return false;
  try {
    std::rethrow_exception(error);
  } catch (const LeasedElsewhere&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

RefreshCoordinator::Flights::Flights(IntegrationStore& store, const Clock& clock, Log& log,
                                     Executor executor, RefreshTimes times, std::string owner)
    : executor_(std::move(executor)),
      strand_(boost::asio::make_strand(executor_)),
      attempt_(store, clock, log, times, std::move(owner)) {}

awaitable<IntegrationAccess> RefreshCoordinator::Flights::join(TokenRefresher& refresher,
                                                               IntegrationAccess stale,
                                                               WhenBusy when_busy) {
  const std::shared_ptr<Flights> self = shared_from_this();
  for (;;) {
    std::shared_ptr<Flight> flight = findOrStart(refresher, stale, when_busy);
    if (!flight->has_landed) co_await waitFor(flight);
    // Somebody else's flight may have passed over what this caller waits for.
    if (when_busy == WhenBusy::wait && isPassedOver(flight->error)) continue;
    if (flight->error) std::rethrow_exception(ownFailure(flight->error));
    // A flight may have started from an older pair than this caller already has. A pair that
    // another grant took over meanwhile has that one's number.
    const bool is_newer =
        flight->fresh->generation > stale.generation || flight->fresh->grant_id != stale.grant_id;
    if (is_newer) co_return *flight->fresh;
  }
}

std::shared_ptr<RefreshCoordinator::Flights::Flight> RefreshCoordinator::Flights::findOrStart(
    TokenRefresher& refresher, const IntegrationAccess& stale, WhenBusy when_busy) {
  auto [place, is_new] = flights_.try_emplace(stale.grant_id);
  if (!is_new) return place->second;
  place->second = std::make_shared<Flight>();
  std::shared_ptr<Flight> flight = place->second;
  auto landing = [self = shared_from_this(), held = refresher.hold(), grant_id = stale.grant_id](
                     std::exception_ptr error, IntegrationAccess fresh) {
    self->land(grant_id, error, std::move(fresh));
  };
  // Beside the strand: a provider's code that blocks then holds up its own grant only.
  boost::asio::co_spawn(executor_, attempt_.run(refresher, stale, when_busy),
                        boost::asio::bind_executor(strand_, std::move(landing)));
  return flight;
}

awaitable<void> RefreshCoordinator::Flights::waitFor(std::shared_ptr<Flight> flight) {
  boost::asio::steady_timer timer(strand_, attempt_.times().caller_wait);
  const Waiting waiting(*flight, timer);
  boost::system::error_code woken;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  if (flight->has_landed) co_return;
  throw IntegrationError(ErrorCode::temporarily_unavailable,
                         "the provider is slow to refresh this connection; try again")
      .withRetryAfter(Seconds(5));
}

void RefreshCoordinator::Flights::land(const std::string& grant_id, std::exception_ptr error,
                                       IntegrationAccess fresh) {
  const auto found = flights_.find(grant_id);
  const std::shared_ptr<Flight> flight = found->second;
  flights_.erase(found);
  flight->has_landed = true;
  flight->error = error;
  if (!error) flight->fresh = std::move(fresh);
  for (boost::asio::steady_timer* waiter : flight->waiters) waiter->cancel();
}

}  // namespace patchbay
