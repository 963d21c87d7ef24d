#pragma once

#include <initializer_list>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/base/log.hpp"

namespace patchbay::conformance {

/// Keeps the lines of a scenario, to look for what should, or should not, stand in them.
class RecordingLog final : public Log {
 public:
  explicit RecordingLog(const Clock& clock) : clock_(clock) {}

  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(level, formatLogLine(clock_.now(), level, event, fields));
  }
  void writeLines(std::string_view lines) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(LogLevel::info, std::string(lines));
  }

  std::vector<std::pair<LogLevel, std::string>> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;  // guards lines_
  std::vector<std::pair<LogLevel, std::string>> lines_;
};

}  // namespace patchbay::conformance
