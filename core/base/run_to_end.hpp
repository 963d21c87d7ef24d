#pragma once

#include <boost/asio/io_context.hpp>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/base/awaitable.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// Starts a coroutine. `ended` is called once, where the coroutine ran and when nothing of it is
/// left, with what it threw.
PATCHBAY_EXPORT void start(const Executor& executor, awaitable<void> operation,
                           std::function<void(std::exception_ptr)> ended);

PATCHBAY_EXPORT Executor executorOf(boost::asio::io_context& context);

/// Asio's threads of the process, which last as long as it does.
PATCHBAY_EXPORT Executor lastingExecutor();

/// What `futureOf` started.
template <typename Result>
struct Started {
  static constexpr bool kHasResult = !std::is_void_v<Result>;
  std::promise<Result> promise;
  std::optional<std::conditional_t<kHasResult, Result, std::monostate>> result;

  void end(std::exception_ptr failure) {
    if (failure) {
      promise.set_exception(std::move(failure));
    } else if constexpr (kHasResult) {
      promise.set_value(std::move(*result));
    } else {
      promise.set_value();
    }
  }
};

template <typename Result>
awaitable<void> keepResult(awaitable<Result> operation, std::shared_ptr<Started<Result>> started) {
  if constexpr (Started<Result>::kHasResult) {
    Result result = co_await std::move(operation);
    started->result.emplace(std::move(result));
  } else {
    co_await std::move(operation);
  }
}

/// Starts a coroutine; the future brings what it returns or throws, as soon as nothing of it is
/// left.
///
/// As `co_spawn` with `use_future`, whose code a compiler makes anew for each kind of result in
/// each file, and takes a second for it. Here the result need not be default constructible.
template <typename Result>
std::future<Result> futureOf(const Executor& executor, awaitable<Result> operation) {
  auto started = std::make_shared<Started<Result>>();
  auto ending = started->promise.get_future();
  start(executor, keepResult(std::move(operation), started),
        [started](std::exception_ptr failure) { started->end(std::move(failure)); });
  return ending;
}

template <typename Result>
std::future<Result> futureOf(boost::asio::io_context& context, awaitable<Result> operation) {
  return futureOf(executorOf(context), std::move(operation));
}

/// Runs one coroutine and blocks until its end; returns, or throws, what it does. For commands, for
/// start-up and for tests, never for serving.
///
/// The coroutine runs on an executor that lives as long as the process. An `io_context` of this
/// function's own would go as soon as the result is there, while the thread of the store or of the
/// HTTP client that brought it may still be about to leave `post` on it.
template <typename Result>
Result runToEnd(awaitable<Result> operation) {
  return futureOf(lastingExecutor(), std::move(operation)).get();
}

}  // namespace patchbay
