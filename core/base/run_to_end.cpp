#include "core/base/run_to_end.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/system_executor.hpp>

namespace patchbay {

void start(const Executor& executor, awaitable<void> operation,
           std::function<void(std::exception_ptr)> ended) {
  boost::asio::co_spawn(executor, std::move(operation), std::move(ended));
}

Executor executorOf(boost::asio::io_context& context) { return context.get_executor(); }

Executor lastingExecutor() { return boost::asio::system_executor(); }

}  // namespace patchbay
