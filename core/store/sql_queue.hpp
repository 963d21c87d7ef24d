#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/store/sql_session.hpp"

namespace patchbay::store {

/// One unit of work: a transaction, or reads. It may be run again when the database let it down
/// before it could commit.
using SqlJob = std::function<void(SqlSession&)>;

/// Threads that take jobs from one queue, first come, first served. Each thread owns a connection,
/// opened when it is first needed and opened anew after it failed or its file was replaced.
///
/// A job that another transaction was in the way of, or whose connection turned out to be dead
/// before it committed, is run again. A call is answered in time also when the database stands
/// still: a job that takes too long has its connection cut, and what it still does is discarded.
///
/// Jobs that wait at the same time may be committed together (`Options::most_together`): each is
/// then a part of one transaction, and no call is answered before that is committed. A job that
/// refuses its work is undone alone. When the database fails one, all are undone, and each is done
/// again by itself. When the commit fails, every one of these calls fails with it.
class SqlQueue {
 public:
  struct Options {
    /// Connects.
    std::function<std::unique_ptr<SqlSession>()> open;
    /// Looks at a fresh connection before it is used.
    std::function<void(SqlSession&)> check;
    int threads = 1;
    /// How many jobs share one transaction at most. More than one only where all jobs write and
    /// there is one thread: where two transactions could lose a race, each should be short.
    std::size_t most_together = 1;
    /// From `push` to the answer.
    Milliseconds longest_call{10'000};
  };
  using Done = std::function<void(std::exception_ptr)>;

  SqlQueue(Options options, Log& log);
  /// Finishes what is queued.
  ~SqlQueue();
  SqlQueue(const SqlQueue&) = delete;
  SqlQueue& operator=(const SqlQueue&) = delete;

  /// `done` is called once, on a thread of the queue, or here and now when too many wait.
  void push(SqlJob job, Done done);

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  struct Call {
    SqlJob job;
    Done done;  ///< empty once it was called
    SteadyTime deadline;
    std::exception_ptr refusal = nullptr;  ///< what its job threw as a part of a common transaction
  };

  /// One thread, its connection and the calls it is at, oldest first. Only its own thread changes
  /// these, under the lock, and may look at them without.
  struct Worker {
    std::unique_ptr<SqlSession> session;
    std::deque<std::shared_ptr<Call>> calls;
    std::thread thread;
  };

  void work(Worker& worker);
  bool take(Worker& worker);
  void performEach(Worker& worker);
  std::exception_ptr perform(Worker& worker);
  void attempt(Worker& worker);
  bool performTogether(Worker& worker);
  bool runParts(Worker& worker);
  void finishAll(Worker& worker, std::exception_ptr failure);
  SqlSession& connected(Worker& worker);
  bool isAwaited(const Worker& worker);
  void drop(Worker& worker);
  void finish(Worker& worker, std::exception_ptr failure);
  void report(const IntegrationError& error);

  void watch();
  std::vector<Done> takeOverdue(SteadyTime now);
  SteadyTime nextDeadline(SteadyTime now) const;

  const Options options_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable ended_;
  std::deque<std::shared_ptr<Call>> calls_;
  bool stopping_ = false;
  bool watching_ = true;
  std::deque<Worker> workers_;
  std::thread watcher_;
};

}  // namespace patchbay::store
