#include "tools/bench/storm/callers.hpp"

#include <algorithm>
#include <boost/asio/system_executor.hpp>
#include <random>

#include "core/base/run_to_end.hpp"
#include "tools/bench/storm/grants.hpp"

namespace patchbay::storm {
namespace {

/// A refused caller does not ask again at once.
constexpr Milliseconds kBreath{50};

}  // namespace

std::size_t CallerFigures::requests() const {
  std::size_t sum = 0;
  for (const auto& [status, count] : by_status) sum += count;
  return sum;
}

double CallerFigures::quantile(double part) const {
  if (waits.empty()) return 0;
  std::vector<float> sorted = waits;
  const auto place =
      sorted.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), place, sorted.end());
  return *place;
}

Callers::Callers(const Fleet& fleet, Backend& backend, std::size_t grants, unsigned callers)
    : fleet_(fleet), backend_(backend), grants_(grants), started_(clock_.now()) {
  const boost::asio::system_executor threads;
  for (unsigned i = 0; i < callers; ++i) {
    running_.push_back(futureOf(threads, call(i)));
  }
}

awaitable<void> Callers::call(unsigned seed) {
  std::mt19937 random(seed);
  while (!over_) {
    const std::size_t host = random() % fleet_.size();
    co_await callOnce(host, random() % grants_);
  }
}

awaitable<void> Callers::callOnce(std::size_t host, std::size_t grant) {
  const HandOut hand_out = co_await backend_.askForToken(fleet_.url(host), workspaceOf(grant));
  ++requests_;
  const Milliseconds waited = clock_.now() - hand_out.asked;
  unsigned use = 0;
  if (hand_out.status == 200) {
    ++answered_;
    use = co_await backend_.useToken(hand_out);
  } else {
    co_await clock_.wait(kBreath);
  }
  const std::lock_guard lock(mutex_);
  ++figures_.by_status[hand_out.status];
  figures_.waits.push_back(static_cast<float>(waited.count()));
  if (hand_out.status == 200) ++figures_.uses[use];
}

CallerFigures Callers::stop() {
  over_ = true;
  for (auto& caller : running_) caller.get();
  running_.clear();
  figures_.seconds = std::chrono::duration<double>(clock_.now() - started_).count();
  return std::move(figures_);
}

}  // namespace patchbay::storm
