#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

#include "core/base/awaitable.hpp"

namespace patchbay::testing {

/// Runs one coroutine to its end on this thread and returns (or throws) what it does.
template <typename Result>
Result run(awaitable<Result> operation) {
  boost::asio::io_context context;
  auto result = boost::asio::co_spawn(context, std::move(operation), boost::asio::use_future);
  context.run();
  return result.get();
}

}  // namespace patchbay::testing
