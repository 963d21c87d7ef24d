#include "core/store/sql_queue.hpp"

#include <algorithm>
#include <utility>

#include "core/base/own_failure.hpp"
#include "core/base/thread_urgency.hpp"

namespace patchbay::store {
namespace {

constexpr std::size_t kMostWaiting = 10'000;  // calls; beyond that nobody waits for the answer

IntegrationError overloaded(const char* detail) {
  return {ErrorCode::storage_unavailable,
          "The database does not keep up with the calls to it; try again.", detail};
}

IntegrationError stalled() {
  return {ErrorCode::storage_unavailable,
          "The database did not answer in time; what it holds must be read again.",
          "the call took too long"};
}

/// How often one call may be tried again.
class Attempts {
 public:
  bool areLeftFor(SqlFailure::Remedy remedy) {
    if (remedy == SqlFailure::Remedy::repeat) return repeats_-- > 0;
    if (remedy == SqlFailure::Remedy::reconnect) return reconnects_-- > 0;
    return false;
  }

 private:
  int repeats_ = 4;     // a race is rarely lost twice
  int reconnects_ = 1;  // a connection that was opened just now should last
};

}  // namespace

SqlQueue::SqlQueue(Options options, Log& log)
    : options_(std::move(options)), log_(log), workers_(options_.threads) {
  for (Worker& worker : workers_) {
    worker.thread = std::thread([this, &worker] { work(worker); });
  }
  watcher_ = std::thread([this] { watch(); });
}

// The watcher stays to the end: a database that stands still must not keep a process from ending.
SqlQueue::~SqlQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (Worker& worker : workers_) worker.thread.join();
  {
    const std::lock_guard lock(mutex_);
    watching_ = false;
  }
  ended_.notify_all();
  watcher_.join();
}

void SqlQueue::push(SqlJob job, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (calls_.size() < kMostWaiting) {
      const auto deadline = std::chrono::steady_clock::now() + options_.longest_call;
      calls_.push_back(std::make_shared<Call>(Call{std::move(job), std::move(done), deadline}));
      changed_.notify_one();
      return;
    }
  }
  done(std::make_exception_ptr(overloaded("too many calls wait")));
}

void SqlQueue::work(Worker& worker) {
  markThreadPatient();
  while (take(worker)) {
    const bool is_done = worker.calls.size() > 1 && performTogether(worker);
    if (!is_done) performEach(worker);
  }
}

bool SqlQueue::take(Worker& worker) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !calls_.empty(); });
  while (!calls_.empty() && worker.calls.size() < options_.most_together) {
    worker.calls.push_back(std::move(calls_.front()));
    calls_.pop_front();
  }
  return !worker.calls.empty();
}

void SqlQueue::performEach(Worker& worker) {
  while (!worker.calls.empty()) finish(worker, isAwaited(worker) ? perform(worker) : nullptr);
}

/// False when nothing was committed, and each job may still be done by itself.
bool SqlQueue::performTogether(Worker& worker) {
  std::exception_ptr failure;
  try {
    SqlTransaction whole(connected(worker), SqlTransaction::Kind::write);
    if (!runParts(worker)) return false;
    whole.commit();
  } catch (const IntegrationError& error) {
    report(error);
    if (error.code() == ErrorCode::storage_unavailable) drop(worker);
    failure = std::current_exception();
  } catch (...) {
    drop(worker);
    failure = std::current_exception();
  }
  finishAll(worker, std::move(failure));
  return true;
}

/// False when the database failed a job.
bool SqlQueue::runParts(Worker& worker) {
  for (const auto& call : worker.calls) {
    try {
      call->refusal = nullptr;
      call->job(*worker.session);
    } catch (const SqlFailure&) {
      return false;
    } catch (const IntegrationError& error) {
      report(error);
      call->refusal = std::current_exception();
    } catch (...) {
      return false;
    }
  }
  return true;
}

/// A refusal may rest on what another part did, so it counts only if all of that was committed.
void SqlQueue::finishAll(Worker& worker, std::exception_ptr failure) {
  while (!worker.calls.empty()) {
    finish(worker, failure ? ownFailure(failure) : worker.calls.front()->refusal);
  }
}

std::exception_ptr SqlQueue::perform(Worker& worker) {
  for (Attempts attempts;;) {
    try {
      attempt(worker);
      return nullptr;
    } catch (const SqlFailure& failure) {
      if (failure.code() == ErrorCode::storage_unavailable) drop(worker);
      if (attempts.areLeftFor(failure.remedy()) && isAwaited(worker)) continue;
      report(failure);
      return std::current_exception();
    } catch (const IntegrationError& error) {
      report(error);
      if (error.code() == ErrorCode::storage_unavailable) drop(worker);
      return std::current_exception();
    } catch (...) {
      drop(worker);
      return std::current_exception();
    }
  }
}

void SqlQueue::attempt(Worker& worker) { worker.calls.front()->job(connected(worker)); }

SqlSession& SqlQueue::connected(Worker& worker) {
  if (worker.session && !worker.session->isInPlace()) drop(worker);
  if (!worker.session) {
    auto session = options_.open();
    {
      const std::lock_guard lock(mutex_);
      worker.session = std::move(session);
    }
    options_.check(*worker.session);
    if (!isAwaited(worker)) throw stalled();  // connecting alone took too long
  }
  return *worker.session;
}

bool SqlQueue::isAwaited(const Worker& worker) {
  const std::lock_guard lock(mutex_);
  return worker.calls.front()->done != nullptr;
}

/// Closes the connection, out of the watcher's sight first.
void SqlQueue::drop(Worker& worker) {
  std::unique_ptr<SqlSession> session;
  const std::lock_guard lock(mutex_);
  session.swap(worker.session);
}

void SqlQueue::finish(Worker& worker, std::exception_ptr failure) {
  std::shared_ptr<Call> call;
  Done done;
  {
    const std::lock_guard lock(mutex_);
    call.swap(worker.calls.front());
    worker.calls.pop_front();
    done.swap(call->done);
  }
  call->job = nullptr;  // frees what the job holds before the caller goes on
  if (done) done(std::move(failure));
}

void SqlQueue::report(const IntegrationError& error) {
  if (error.code() == ErrorCode::sealed_text_refused) {
    log_.error("sealed_text_refused", {{"detail", error.detail()}});
  } else {
    log_.warning("storage_call_failed", {{"detail", error.what()}});
  }
}

void SqlQueue::watch() {
  std::unique_lock lock(mutex_);
  while (watching_) {
    auto overdue = takeOverdue(std::chrono::steady_clock::now());
    if (overdue.empty()) {
      ended_.wait_until(lock, nextDeadline(std::chrono::steady_clock::now()));
      continue;
    }
    lock.unlock();
    for (Done& done : overdue) {
      report(stalled());
      done(std::make_exception_ptr(stalled()));
    }
    overdue.clear();
    lock.lock();
  }
}

/// Those who wait too long for a thread, or for what a thread is at; of these, the connection is
/// cut.
std::vector<SqlQueue::Done> SqlQueue::takeOverdue(SteadyTime now) {
  std::vector<Done> overdue;
  while (!calls_.empty() && calls_.front()->deadline <= now) {
    overdue.push_back(std::move(calls_.front()->done));
    calls_.pop_front();
  }
  for (Worker& worker : workers_) {
    for (const auto& call : worker.calls) {
      if (call->deadline > now) break;
      if (call->done) overdue.push_back(std::exchange(call->done, nullptr));
      if (worker.session) worker.session->cut();
    }
  }
  return overdue;
}

/// No call can be overdue before this: later ones have later deadlines.
SqlQueue::SteadyTime SqlQueue::nextDeadline(SteadyTime now) const {
  SteadyTime next = now + options_.longest_call;
  if (!calls_.empty()) next = std::min(next, calls_.front()->deadline);
  for (const Worker& worker : workers_) {
    for (const auto& call : worker.calls) {
      if (call->done) next = std::min(next, call->deadline);
    }
  }
  return next;
}

}  // namespace patchbay::store
