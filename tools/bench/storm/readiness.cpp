#include "tools/bench/storm/readiness.hpp"

#include <algorithm>
#include <boost/asio/system_executor.hpp>
#include <optional>
#include <thread>

#include "core/base/run_to_end.hpp"

namespace patchbay::storm {
namespace {

constexpr Milliseconds kPause{50};

}  // namespace

ReadinessWatch::ReadinessWatch(const Fleet& fleet, Backend& backend)
    : fleet_(fleet), backend_(backend) {
  const boost::asio::system_executor threads;
  for (std::size_t host = 0; host < fleet.size(); ++host) {
    watching_.push_back(futureOf(threads, watch(host)));
  }
}

awaitable<void> ReadinessWatch::watch(std::size_t host) {
  const std::string url = fleet_.url(host) + "/readyz";
  while (!over_) {
    const TimePoint asked = clock_.now();
    const unsigned status = co_await backend_.statusOf(url);
    {
      const std::lock_guard lock(mutex_);
      answers_.push_back({host, asked, clock_.now(), status});
    }
    co_await clock_.wait(kPause);
  }
}

void ReadinessWatch::stop() {
  over_ = true;
  for (auto& one : watching_) one.get();
  watching_.clear();
}

std::size_t ReadinessWatch::count(unsigned status, TimePoint from, TimePoint to) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(answers_.begin(), answers_.end(), [&](const Answer& answer) {
        return answer.status == status && answer.asked >= from && answer.answered <= to;
      }));
}

std::size_t ReadinessWatch::countReady(TimePoint from, TimePoint to) const {
  return count(200, from, to);
}

std::size_t ReadinessWatch::countNotReady(TimePoint from, TimePoint to) const {
  return count(503, from, to);
}

std::optional<TimePoint> ReadinessWatch::firstReady(std::size_t host, TimePoint since) const {
  const std::lock_guard lock(mutex_);
  for (const Answer& answer : answers_) {
    if (answer.host == host && answer.status == 200 && answer.asked >= since) {
      return answer.answered;
    }
  }
  return std::nullopt;
}

std::optional<TimePoint> ReadinessWatch::awaitReady(TimePoint since, Seconds patience) const {
  const TimePoint give_up = clock_.now() + patience;
  TimePoint last = since;
  for (std::size_t host = 0; host < fleet_.size();) {
    if (const auto ready = firstReady(host, since)) {
      last = std::max(last, *ready);
      ++host;
    } else if (clock_.now() > give_up) {
      return std::nullopt;
    } else {
      std::this_thread::sleep_for(kPause);
    }
  }
  return last;
}

}  // namespace patchbay::storm
