#pragma once

#include <utility>

#include "core/base/awaitable.hpp"
#include "core/base/run_to_end.hpp"

namespace patchbay::testing {

/// A new context that lives until the process ends, as executors must that are given to the HTTP
/// client or to a store: their threads may still be about to leave `post` when the result is there.
boost::asio::io_context& keptContext();

/// Runs all there is on this thread, also on a context that ran out of work before.
void runAllOn(boost::asio::io_context& context);

/// Runs one coroutine, and what it started, to the end on this thread; returns (or throws) what it
/// does.
template <typename Result>
Result runOn(boost::asio::io_context& context, awaitable<Result> operation) {
  auto result = futureOf(context, std::move(operation));
  runAllOn(context);
  return result.get();
}

/// `runOn` this thread's own kept context.
template <typename Result>
Result run(awaitable<Result> operation) {
  thread_local boost::asio::io_context& context = keptContext();
  return runOn(context, std::move(operation));
}

}  // namespace patchbay::testing
