#include "core/store/sql_threads.hpp"

namespace patchbay::store {
namespace {

constexpr std::size_t kMostWaiting = 10'000;  // calls; beyond that nobody waits for the answer
constexpr std::chrono::seconds kLongestWait(10);

/// Hands an outcome to a coroutine on the coroutine's own executor, which is kept running until
/// then. std::function wants copies and a coroutine's handler has none, hence the shared pointer.
template <typename Handler>
SqlQueue::Done resume(Handler handler) {
  auto executor = boost::asio::get_associated_executor(handler);
  auto work = boost::asio::make_work_guard(executor);
  auto waiting = std::make_shared<Handler>(std::move(handler));
  return [executor, work, waiting](std::exception_ptr failure) mutable {
    // Moved, so that the coroutine's thread is the last to hold the exception.
    boost::asio::post(executor,
                      [waiting = std::move(waiting), failure = std::move(failure)]() mutable {
                        (*waiting)(std::move(failure));
                      });
    work.reset();
  };
}

IntegrationError overloaded(const char* detail) {
  return {ErrorCode::storage_unavailable,
          "The database does not keep up with the calls to it; try again.", detail};
}

}  // namespace

SqlQueue::SqlQueue(Open open, int threads, Log& log) : open_(std::move(open)), log_(log) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back(&SqlQueue::work, this);
}

SqlQueue::~SqlQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void SqlQueue::push(SqlJob job, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (calls_.size() < kMostWaiting) {
      calls_.push_back({std::move(job), std::move(done), std::chrono::steady_clock::now()});
      changed_.notify_one();
      return;
    }
  }
  done(std::make_exception_ptr(overloaded("too many calls wait")));
}

void SqlQueue::work() {
  std::unique_ptr<SqlSession> session;
  while (auto call = next()) {
    std::exception_ptr failure = perform(session, *call);
    call->job = nullptr;  // frees what the job holds before the caller goes on
    call->done(std::move(failure));
  }
}

std::optional<SqlQueue::Call> SqlQueue::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !calls_.empty(); });
  if (calls_.empty()) return std::nullopt;
  Call call = std::move(calls_.front());
  calls_.pop_front();
  return call;
}

std::exception_ptr SqlQueue::perform(std::unique_ptr<SqlSession>& session, const Call& call) {
  try {
    if (std::chrono::steady_clock::now() - call.queued_at > kLongestWait) {
      throw overloaded("the call waited too long");
    }
    if (session && !session->isInPlace()) session.reset();
    if (!session) session = open_();
    call.job(*session);
    return nullptr;
  } catch (const IntegrationError& error) {
    report(error);
    if (error.code() == ErrorCode::storage_unavailable) session.reset();
    return std::current_exception();
  } catch (...) {
    session.reset();
    return std::current_exception();
  }
}

void SqlQueue::report(const IntegrationError& error) {
  if (error.code() == ErrorCode::sealed_text_refused) {
    log_.error("sealed_text_refused", {{"detail", error.detail()}});
  } else {
    log_.warning("storage_call_failed", {{"detail", error.what()}});
  }
}

SqlThreads::SqlThreads(SqlQueue::Open open, Counts counts, Log& log)
    : writers_(open, counts.writers, log), readers_(open, counts.readers, log) {}

awaitable<void> SqlThreads::run(SqlQueue* queue, SqlJob job) {
  auto start = [queue](auto handler, SqlJob work) {
    queue->push(std::move(work), resume(std::move(handler)));
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                     void(std::exception_ptr)>(start, boost::asio::use_awaitable,
                                                               std::move(job));
}

}  // namespace patchbay::store
