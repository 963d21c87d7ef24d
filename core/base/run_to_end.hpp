#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

#include "core/base/awaitable.hpp"

namespace patchbay {

/// Runs one coroutine and blocks until its end; returns, or throws, what it does. For commands, for
/// start-up and for tests, never for serving.
///
/// The coroutine runs on Asio's system executor, which lives as long as the process. An
/// `io_context` of this function's own would go as soon as the result is there, while the thread of
/// the store or of the HTTP client that brought it may still be about to leave `post` on it.
template <typename Result>
Result runToEnd(awaitable<Result> operation) {
  const Executor executor = boost::asio::system_executor();
  auto result = boost::asio::co_spawn(executor, std::move(operation), boost::asio::use_future);
  return result.get();
}

}  // namespace patchbay
