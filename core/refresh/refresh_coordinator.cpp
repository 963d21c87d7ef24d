#include "core/refresh/refresh_coordinator.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/crypto/random.hpp"
#include "core/refresh/flights.hpp"

namespace patchbay {

TokenRefresher::~TokenRefresher() = default;

RefreshCoordinator::RefreshCoordinator(IntegrationStore& store, const Clock& clock, Log& log,
                                       Executor flights, RefreshTimes times)
    : flights_(std::make_shared<Flights>(store, clock, log, std::move(flights), times,
                                         crypto::randomId("host_"))) {}

RefreshCoordinator::~RefreshCoordinator() = default;

awaitable<IntegrationAccess> RefreshCoordinator::refresh(TokenRefresher& refresher,
                                                         IntegrationAccess stale) {
  const std::shared_ptr<Flights> flights = flights_;
  awaitable<IntegrationAccess> joined = flights->join(refresher, std::move(stale));
  IntegrationAccess fresh = co_await boost::asio::co_spawn(flights->strand(), std::move(joined),
                                                           boost::asio::use_awaitable);
  co_return fresh;
}

const RefreshTimes& RefreshCoordinator::times() const { return flights_->attempt().times(); }
const std::string& RefreshCoordinator::owner() const { return flights_->attempt().owner(); }

}  // namespace patchbay
