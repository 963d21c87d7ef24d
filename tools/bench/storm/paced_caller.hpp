#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace patchbay::storm {

/// Asks for one token at a steady pace, on a connection and a thread of its own, so that nothing
/// but the host is measured.
class PacedCaller {
 public:
  PacedCaller(std::uint16_t port, std::string path, std::string api_key);
  ~PacedCaller() { stop(); }
  PacedCaller(const PacedCaller&) = delete;
  PacedCaller& operator=(const PacedCaller&) = delete;

  /// The microseconds that 99 of 100 answers since the last look stayed below.
  /// @throws std::runtime_error when there was an answer without a token.
  double takeP99();
  void stop();

 private:
  void run();
  void callSteadily();

  const std::uint16_t port_;
  const std::string request_;
  std::atomic<bool> over_{false};
  std::mutex mutex_;  // guards waits_ and failure_
  std::exception_ptr failure_;
  std::vector<double> waits_;
  std::thread thread_;
};

}  // namespace patchbay::storm
