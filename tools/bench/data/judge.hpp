#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace patchbay::bench {

/// How long `work` takes in milliseconds: the median of several rounds.
inline double measure(int rounds, const std::function<void()>& work) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
    times.push_back(time.count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

/// Prints what was measured beside what is wanted. @returns whether it holds.
inline bool judge(const std::string& what, double milliseconds, double wanted) {
  const bool holds = milliseconds <= wanted;
  std::printf("%-56s %8.1f ms  wanted at most %6.0f ms: %s\n", what.c_str(), milliseconds, wanted,
              holds ? "holds" : "DOES NOT HOLD");
  return holds;
}

}  // namespace patchbay::bench
