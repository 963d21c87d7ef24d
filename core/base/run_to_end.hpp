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
#include "core/base/own_failure.hpp"

namespace patchbay {

/// Starts a coroutine. `ended` is called once, where the coroutine ran and when nothing of it is
/// left, with what it threw.
PATCHBAY_EXPORT void start(const Executor& executor, awaitable<void> operation,
                           std::function<void(std::exception_ptr)> ended);

PATCHBAY_EXPORT Executor executorOf(boost::asio::io_context& context);

/// Asio's threads of the process, which last as long as it does.
PATCHBAY_EXPORT Executor lastingExecutor();

/// What a coroutine returned.
template <typename Result>
struct Kept {
  static constexpr bool kIsSomething = !std::is_void_v<Result>;
  std::optional<std::conditional_t<kIsSomething, Result, std::monostate>> result;
};

template <typename Result>
awaitable<void> keepResult(awaitable<Result> operation, std::shared_ptr<Kept<Result>> kept) {
  if constexpr (Kept<Result>::kIsSomething) {
    Result result = co_await std::move(operation);
    kept->result.emplace(std::move(result));
  } else {
    co_await std::move(operation);
  }
}

/// For whoever starts a coroutine and goes on.
template <typename Result>
struct Started : Kept<Result> {
  std::promise<Result> promise;

  void end(std::exception_ptr failure) {
    if (failure) {
      promise.set_exception(std::move(failure));
    } else if constexpr (Kept<Result>::kIsSomething) {
      promise.set_value(std::move(*this->result));
    } else {
      promise.set_value();
    }
  }
};

/// Starts a coroutine; the future brings what it returns or throws, as soon as nothing of it is
/// left.
///
/// As `co_spawn` with `use_future`, whose code a compiler makes anew for each kind of result in
/// each file, and takes a second for it. Here the result need not be default constructible.
template <typename Result>
std::future<Result> futureOf(const Executor& executor, awaitable<Result> operation) {
  auto started = std::make_shared<Started<Result>>();
  auto ending = started->promise.get_future();
  start(executor, keepResult<Result>(std::move(operation), started),
        [started](std::exception_ptr failure) { started->end(std::move(failure)); });
  return ending;
}

template <typename Result>
std::future<Result> futureOf(boost::asio::io_context& context, awaitable<Result> operation) {
  return futureOf(executorOf(context), std::move(operation));
}

/// For a thread that waits for a coroutine's end, and is then the only one to hold what it came to.
template <typename Result>
struct Awaited : Kept<Result> {
  std::promise<void> ended;
  std::exception_ptr failure;

  void end(const std::exception_ptr& thrown) {
    failure = ownFailure(thrown);
    ended.set_value();
  }
  Result take() {
    ended.get_future().wait();
    if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    if constexpr (Kept<Result>::kIsSomething) return std::move(*this->result);
  }
};

/// Runs one coroutine and blocks until its end; returns, or throws, what it does. For commands, for
/// start-up and for tests, never for serving.
///
/// The coroutine runs on an executor that lives as long as the process. An `io_context` of this
/// function's own would go as soon as the result is there, while the thread of the store or of the
/// HTTP client that brought it may still be about to leave `post` on it.
template <typename Result>
Result runToEnd(awaitable<Result> operation) {
  const auto awaited = std::make_shared<Awaited<Result>>();
  start(lastingExecutor(), keepResult<Result>(std::move(operation), awaited),
        [awaited](const std::exception_ptr& thrown) { awaited->end(thrown); });
  return awaited->take();
}

}  // namespace patchbay
