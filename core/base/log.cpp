#include "core/base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <cstdio>

#include "core/base/utf8.hpp"

namespace patchbay {
namespace {

std::string_view word(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      break;
  }
  return "error";
}

void appendControl(std::string& out, unsigned char byte) {
  char escaped[8];
  std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(byte));
  out += escaped;
}

void appendAscii(std::string& out, char character) {
  const auto byte = static_cast<unsigned char>(character);
  if (character == '"' || character == '\\') {
    out += '\\';
    out += character;
  } else if (character == '\n') {
    out += "\\n";
  } else if (byte < 0x20 || byte == 0x7F) {
    appendControl(out, byte);
  } else {
    out += character;
  }
}

void appendString(std::string& out, std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
  out += '"';
  while (!text.empty()) {
    const std::size_t length = leadingUtf8(text);
    if (length == 1) {
      appendAscii(out, text.front());
    } else {
      out += length == 0 ? kReplacement : text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

void appendField(std::string& out, const LogField& field) {
  out += ',';
  appendString(out, field.name());
  out += ':';
  if (field.isNumber()) {
    out += std::to_string(field.number());
  } else {
    appendString(out, field.text());
  }
}

class StderrLog final : public Log {
 public:
  StderrLog(LogLevel least, const Clock& clock)
      : least_(least),
        clock_(clock),
        logger_("patchbay", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger_.set_pattern("%v");
    logger_.set_level(spdlog::level::trace);
    // There is nowhere left to complain to when standard error itself fails.
    logger_.set_error_handler([](const std::string&) {});
  }

  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    if (level < least_) return;
    try {
      print(formatLogLine(clock_.now(), level, event, fields));
    } catch (...) {
      // Out of memory: the line is lost, the request that wrote it is not.
    }
  }

  void writeLines(std::string_view lines) override {
    if (!lines.empty() && lines.back() == '\n') lines.remove_suffix(1);  // spdlog adds it
    if (lines.empty()) return;
    try {
      print(lines);
    } catch (...) {
    }
  }

 private:
  void print(std::string_view text) {
    logger_.log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
  }

  LogLevel least_;
  const Clock& clock_;
  spdlog::logger logger_;
};

}  // namespace

Log::~Log() = default;

void Log::debug(std::string_view event, std::initializer_list<LogField> fields) {
  write(LogLevel::debug, event, fields);
}
void Log::info(std::string_view event, std::initializer_list<LogField> fields) {
  write(LogLevel::info, event, fields);
}
void Log::warning(std::string_view event, std::initializer_list<LogField> fields) {
  write(LogLevel::warning, event, fields);
}
void Log::error(std::string_view event, std::initializer_list<LogField> fields) {
  write(LogLevel::error, event, fields);
}

std::string formatLogLine(TimePoint time, LogLevel level, std::string_view event,
                          std::initializer_list<LogField> fields) {
  std::string line = R"({"time":")" + toRfc3339(time) + R"(","level":")";
  line += word(level);
  line += R"(","event":)";
  appendString(line, event);
  for (const LogField& field : fields) appendField(line, field);
  line += '}';
  return line;
}

std::unique_ptr<Log> makeStderrLog(LogLevel level, const Clock& clock) {
  return std::make_unique<StderrLog>(level, clock);
}

}  // namespace patchbay
