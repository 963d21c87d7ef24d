#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/store/sql_session.hpp"

namespace patchbay::store {

using SqlJob = std::function<void(SqlSession&)>;

/// Threads that take jobs from one queue, first come, first served. Each thread owns a connection,
/// opened when it is first needed and opened anew after it failed or its file was replaced.
class SqlQueue {
 public:
  using Open = std::function<std::unique_ptr<SqlSession>()>;
  using Done = std::function<void(std::exception_ptr)>;

  SqlQueue(Open open, int threads, Log& log);
  /// Finishes what is queued.
  ~SqlQueue();
  SqlQueue(const SqlQueue&) = delete;
  SqlQueue& operator=(const SqlQueue&) = delete;

  /// `done` is called once, on a thread of the queue, or here and now when too many wait.
  void push(SqlJob job, Done done);

 private:
  struct Call {
    SqlJob job;
    Done done;
    std::chrono::steady_clock::time_point queued_at;
  };

  void work();
  std::optional<Call> next();
  std::exception_ptr perform(std::unique_ptr<SqlSession>& session, const Call& call);
  void report(const IntegrationError& error);

  Open open_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Call> calls_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// Where SQL runs: threads that write and threads that read beside them, so that whoever waits for
/// another writer's lock holds up no reader.
class SqlThreads {
 public:
  struct Counts {
    int writers;
    int readers;
  };

  SqlThreads(SqlQueue::Open open, Counts counts, Log& log);

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
