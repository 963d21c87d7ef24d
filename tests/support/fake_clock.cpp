#include "tests/support/fake_clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace patchbay::testing {

awaitable<void> FakeClock::wait(Milliseconds pause) const {
  auto executor = co_await boost::asio::this_coro::executor;
  now_ += pause.count();
  co_await boost::asio::post(executor, boost::asio::use_awaitable);
}

}  // namespace patchbay::testing
