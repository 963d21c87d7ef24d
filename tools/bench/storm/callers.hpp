#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tools/bench/storm/backend.hpp"
#include "tools/bench/storm/fleet.hpp"

namespace patchbay::storm {

/// What callers met. Only for reading along: the judge is the sandbox's ledger.
struct CallerFigures {
  std::map<unsigned, std::size_t> by_status;  ///< of token requests; 0: no answer
  std::map<unsigned, std::size_t> uses;       ///< of the tokens, at the provider
  std::vector<float> waits;                   ///< milliseconds of the token requests, unsorted
  double seconds = 0;

  std::size_t requests() const;
  double quantile(double part) const;  ///< milliseconds
};

/// Callers that ask random hosts for random grants' tokens and use them at the provider at once,
/// from `start` until `stop`.
class Callers {
 public:
  Callers(const Fleet& fleet, Backend& backend, std::size_t grants, unsigned callers);
  ~Callers() { stop(); }
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  /// Waits for what is under way.
  CallerFigures stop();
  std::size_t requestsSoFar() const { return requests_; }
  /// Token requests that were answered 200.
  std::size_t answeredSoFar() const { return answered_; }

 private:
  awaitable<void> call(unsigned seed);
  awaitable<void> callOnce(std::size_t host, std::size_t grant);

  const Fleet& fleet_;
  Backend& backend_;
  const std::size_t grants_;
  SystemClock clock_;
  const TimePoint started_;
  std::atomic<bool> over_{false};
  std::atomic<std::size_t> requests_{0};
  std::atomic<std::size_t> answered_{0};
  std::mutex mutex_;  // guards figures_
  CallerFigures figures_;
  std::vector<std::future<void>> running_;
};

}  // namespace patchbay::storm
