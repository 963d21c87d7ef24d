#include "core/store/sql_threads.hpp"

namespace patchbay::store {
namespace {

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

SqlQueue::Options withThreads(SqlQueue::Options options, int threads) {
  options.threads = threads;
  return options;
}

}  // namespace

SqlThreads::SqlThreads(SqlQueue::Options options, Counts counts, Log& log)
    : writers_(withThreads(options, counts.writers), log),
      readers_(withThreads(options, counts.readers), log) {}

awaitable<void> SqlThreads::run(SqlQueue* queue, SqlJob job) {
  auto start = [queue](auto handler, SqlJob work) {
    queue->push(std::move(work), resume(std::move(handler)));
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                     void(std::exception_ptr)>(start, boost::asio::use_awaitable,
                                                               std::move(job));
}

}  // namespace patchbay::store
