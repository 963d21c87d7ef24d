#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <vector>

#include "tools/bench/storm/backend.hpp"
#include "tools/bench/storm/fleet.hpp"

namespace patchbay::storm {

/// Asks every host's `/readyz` all the time, and remembers what it said when.
class ReadinessWatch {
 public:
  ReadinessWatch(const Fleet& fleet, Backend& backend);
  ~ReadinessWatch() { stop(); }
  ReadinessWatch(const ReadinessWatch&) = delete;
  ReadinessWatch& operator=(const ReadinessWatch&) = delete;
  void stop();

  /// Answers that say "ready" to questions asked and answered within the time.
  std::size_t countReady(TimePoint from, TimePoint to) const;
  /// The same for 503.
  std::size_t countNotReady(TimePoint from, TimePoint to) const;
  /// Waits until every host says "ready" to a question asked after `since`.
  /// @returns when the last of them did; empty when one did not within `patience`.
  std::optional<TimePoint> awaitReady(TimePoint since, Seconds patience) const;

 private:
  struct Answer {
    std::size_t host;
    TimePoint asked;
    TimePoint answered;
    unsigned status;
  };
  awaitable<void> watch(std::size_t host);
  std::size_t count(unsigned status, TimePoint from, TimePoint to) const;
  std::optional<TimePoint> firstReady(std::size_t host, TimePoint since) const;

  const Fleet& fleet_;
  Backend& backend_;
  SystemClock clock_;
  std::atomic<bool> over_{false};
  mutable std::mutex mutex_;  // guards answers_
  std::vector<Answer> answers_;
  std::vector<std::future<void>> watching_;
};

}  // namespace patchbay::storm
