#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"

namespace patchbay {

enum class LogLevel { debug, info, warning, error };

/// One member of a log line. Holds views: it lives only for the duration of the log call.
class LogField {
 public:
  LogField(std::string_view name, std::string_view text) : name_(name), text_(text) {}
  LogField(std::string_view name, const char* text) : name_(name), text_(text) {}
  LogField(std::string_view name, const std::string& text) : name_(name), text_(text) {}
  template <std::integral Number>
  LogField(std::string_view name, Number number)
      : name_(name), number_(static_cast<std::int64_t>(number)), is_number_(true) {}

  std::string_view name() const { return name_; }
  std::string_view text() const { return text_; }
  std::int64_t number() const { return number_; }
  bool isNumber() const { return is_number_; }

 private:
  std::string_view name_;
  std::string_view text_;
  std::int64_t number_ = 0;
  bool is_number_ = false;
};

/// Writes structured lines, one JSON object each:
/// `{"time":"...","level":"info","event":"token_refreshed","request_id":"...",...}`.
///
/// `event` is a fixed snake_case word, never a sentence with values in it. Fields never hold a
/// secret (a `Secret` does not convert). Safe to call from any thread; never throws.
class PATCHBAY_EXPORT Log {
 public:
  virtual ~Log();

  virtual void write(LogLevel level, std::string_view event,
                     std::initializer_list<LogField> fields) = 0;

  /// Appends lines that are already formatted (whole lines, each ending in `\n`). The server hands
  /// its access lines over in batches, so that no lock is taken per request.
  virtual void writeLines(std::string_view lines) = 0;

  void debug(std::string_view event, std::initializer_list<LogField> fields = {});
  void info(std::string_view event, std::initializer_list<LogField> fields = {});
  void warning(std::string_view event, std::initializer_list<LogField> fields = {});
  void error(std::string_view event, std::initializer_list<LogField> fields = {});
};

/// Formats one line, without the newline, as `Log` promises. Pure.
PATCHBAY_EXPORT std::string formatLogLine(TimePoint time, LogLevel level, std::string_view event,
                                          std::initializer_list<LogField> fields);

/// A log that writes to standard error through spdlog, from `level` upwards.
PATCHBAY_EXPORT std::unique_ptr<Log> makeStderrLog(LogLevel level, const Clock& clock);

}  // namespace patchbay
