#include "tests/support/run.hpp"

#include <boost/asio/io_context.hpp>
#include <list>
#include <mutex>

namespace patchbay::testing {

boost::asio::io_context& keptContext() {
  static std::mutex mutex;
  static std::list<boost::asio::io_context> contexts;
  const std::lock_guard lock(mutex);
  return contexts.emplace_back();
}

void runAllOn(boost::asio::io_context& context) {
  context.restart();
  context.run();
}

}  // namespace patchbay::testing
