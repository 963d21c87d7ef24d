#include "core/refresh/refresh_coordinator.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/error.hpp"
#include "core/crypto/random.hpp"
#include "core/refresh/flights.hpp"

namespace patchbay {

TokenRefresher::~TokenRefresher() = default;

std::shared_ptr<void> TokenRefresher::hold() { return nullptr; }

RefreshTimes RefreshTimes::forTokenCall(Milliseconds deadline) {
  RefreshTimes times;
  times.token_call = deadline;
  times.lease = deadline + deadline / 2;
  return times;
}

RefreshCoordinator::RefreshCoordinator(IntegrationStore& store, const Clock& clock, Log& log,
                                       Executor flights, RefreshTimes times)
    : flights_(std::make_shared<Flights>(store, clock, log, std::move(flights), times,
                                         crypto::randomId("host_"))) {
  if (times.lease > times.token_call && times.calls_at_once > 0) return;
  throw IntegrationError(ErrorCode::settings_invalid,
                         "RefreshTimes: the lease must be longer than a token call may take, and "
                         "at least one call must be allowed at once");
}

// Coroutines that wait for a slot hold the flights that own the slots.
RefreshCoordinator::~RefreshCoordinator() { flights_->attempt().dropWaiting(); }

awaitable<IntegrationAccess> RefreshCoordinator::refresh(TokenRefresher& refresher,
                                                         IntegrationAccess stale,
                                                         WhenBusy when_busy) {
  const std::shared_ptr<Flights> flights = flights_;
  awaitable<IntegrationAccess> joined = flights->join(refresher, std::move(stale), when_busy);
  IntegrationAccess fresh = co_await boost::asio::co_spawn(flights->strand(), std::move(joined),
                                                           boost::asio::use_awaitable);
  co_return fresh;
}

std::vector<RefreshTotals> RefreshCoordinator::totals() const {
  return flights_->attempt().totals();
}

const RefreshTimes& RefreshCoordinator::times() const { return flights_->attempt().times(); }
const std::string& RefreshCoordinator::owner() const { return flights_->attempt().owner(); }

}  // namespace patchbay
