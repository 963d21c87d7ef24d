#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace patchbay {

/// Resumes a waiting coroutine on its own executor, which is kept running until then. To be called
/// once, from any thread. std::function wants copies and a coroutine's handler has none, hence the
/// shared pointer.
template <typename... Results, typename Handler>
std::function<void(Results...)> resumption(Handler handler) {
  auto executor = boost::asio::get_associated_executor(handler);
  auto work = boost::asio::make_work_guard(executor);
  auto waiting = std::make_shared<Handler>(std::move(handler));
  return [executor, work, waiting](Results... results) mutable {
    // Moved, so that the coroutine's thread is the last to hold handler and results.
    boost::asio::post(executor,
                      [waiting = std::move(waiting), ... results = std::move(results)]() mutable {
                        (*waiting)(std::move(results)...);
                      });
    work.reset();
  };
}

}  // namespace patchbay
