#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

#include "core/base/awaitable.hpp"

namespace patchbay::testing {

/// A new context that lives until the process ends, as executors must that are given to the HTTP
/// client or to a store: their threads may still be about to leave `post` when the result is there.
boost::asio::io_context& keptContext();

/// Runs one coroutine to its end on this thread and returns (or throws) what it does.
template <typename Result>
Result run(awaitable<Result> operation) {
  thread_local boost::asio::io_context& context = keptContext();
  auto result = boost::asio::co_spawn(context, std::move(operation), boost::asio::use_future);
  context.restart();
  context.run();
  return result.get();
}

}  // namespace patchbay::testing
