#include "core/base/in_parallel.hpp"

#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <utility>

#include "core/base/resumption.hpp"

namespace patchbay {
namespace {

using Failures = std::vector<std::exception_ptr>;  // each is written by its own operation only

/// What operations under way hold, and who waits for them does not: else they would keep each other
/// when their executor goes away.
struct Together {
  Together(std::size_t count, std::shared_ptr<Failures> where)
      : left(count), failures(std::move(where)) {}

  void end(std::size_t which, std::exception_ptr failure) {
    (*failures)[which] = std::move(failure);
    if (left.fetch_sub(1) == 1) resume();
  }

  std::atomic<std::size_t> left;
  std::shared_ptr<Failures> failures;
  std::function<void()> resume;
};

}  // namespace

awaitable<void> inParallel(std::vector<awaitable<void>> operations) {
  const auto failures = std::make_shared<Failures>(operations.size());
  if (operations.empty()) co_return;
  const auto executor = co_await boost::asio::this_coro::executor;
  // The last operation may resume this coroutine before `start` returns, so from the first one on
  // nothing of this frame is used.
  auto start = [&operations, failures, executor](auto handler) {
    auto all = std::move(operations);
    const auto where = executor;
    const auto together = std::make_shared<Together>(all.size(), failures);
    together->resume = resumption(std::move(handler));
    for (std::size_t which = 0; which < all.size(); ++which) {
      boost::asio::co_spawn(where, std::move(all[which]),
                            [together, which](std::exception_ptr failure) {
                              together->end(which, std::move(failure));
                            });
    }
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      start, boost::asio::use_awaitable);
  for (const auto& failure : *failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace patchbay
