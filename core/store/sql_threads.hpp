#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/awaitable.hpp"
#include "core/base/log.hpp"
#include "core/store/sql_queue.hpp"

namespace patchbay::store {

/// Where SQL runs: threads that write and threads that read beside them, so that whoever waits for
/// another writer's lock holds up no reader.
class SqlThreads {
 public:
  struct Counts {
    int writers;
    int readers;
  };

  /// @param options  for both queues, but for the number of threads
  SqlThreads(SqlQueue::Options options, Counts counts, Log& log);

  /// Runs `work` there; the caller resumes on its own executor with the result, or with what
  /// `work` threw. The caller's execution context must outlive the call.
  template <typename Result>
  awaitable<Result> read(std::function<Result(SqlSession&)> work) {
    return call(&readers_, std::move(work));
  }
  template <typename Result>
  awaitable<Result> write(std::function<Result(SqlSession&)> work) {
    return call(&writers_, std::move(work));
  }
  awaitable<void> write(SqlJob work) { return run(&writers_, std::move(work)); }

 private:
  template <typename Result>
  static awaitable<Result> call(SqlQueue* queue, std::function<Result(SqlSession&)> work) {
    auto result = std::make_shared<std::optional<Result>>();
    SqlJob job = [result, work = std::move(work)](SqlSession& session) {
      result->emplace(work(session));
    };
    co_await run(queue, std::move(job));
    co_return std::move(**result);
  }
  static awaitable<void> run(SqlQueue* queue, SqlJob job);

  SqlQueue writers_;
  SqlQueue readers_;
};

}  // namespace patchbay::store
