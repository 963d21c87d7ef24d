#include "core/store/sql_threads.hpp"

#include "core/base/resumption.hpp"

namespace patchbay::store {
namespace {

SqlQueue::Options withThreads(SqlQueue::Options options, int threads) {
  options.threads = threads;
  return options;
}

SqlQueue::Options readOnly(SqlQueue::Options options) {
  options.most_together = 1;
  return options;
}

}  // namespace

SqlThreads::SqlThreads(SqlQueue::Options options, Counts counts, Log& log)
    : writers_(withThreads(options, counts.writers), log),
      readers_(withThreads(readOnly(options), counts.readers), log) {}

awaitable<void> SqlThreads::run(SqlQueue* queue, SqlJob job) {
  auto start = [queue](auto handler, SqlJob work) {
    queue->push(std::move(work), resumption<std::exception_ptr>(std::move(handler)));
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                     void(std::exception_ptr)>(start, boost::asio::use_awaitable,
                                                               std::move(job));
}

}  // namespace patchbay::store
