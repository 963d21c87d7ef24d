#pragma once

#include <initializer_list>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.hpp"

namespace patchbay::testing {

/// Keeps every line as the real log would write it. Safe from any thread.
class RecordingLog final : public Log {
 public:
  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    const std::string line = formatLogLine(TimePoint(), level, event, fields);
    const std::lock_guard lock(mutex_);
    text_.append(line).append("\n");
  }

  void writeLines(std::string_view lines) override {
    const std::lock_guard lock(mutex_);
    text_.append(lines);
  }

  /// How many lines tell of this event.
  int count(std::string_view event) const {
    const std::string text = this->text();
    const std::string member = "\"" + std::string(event) + "\"";
    int found = 0;
    for (auto at = text.find(member); at != std::string::npos; at = text.find(member, at + 1)) {
      ++found;
    }
    return found;
  }

  /// The lines that hold this text.
  std::vector<std::string> with(const std::string& wanted) const {
    std::vector<std::string> found;
    std::istringstream lines(text());
    for (std::string line; std::getline(lines, line);) {
      if (line.find(wanted) != std::string::npos) found.push_back(line);
    }
    return found;
  }

  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

}  // namespace patchbay::testing
