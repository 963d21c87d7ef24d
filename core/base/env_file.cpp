#include "core/base/env_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool isName(std::string_view name) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  return !name.empty() && name.find_first_not_of(kAllowed) == std::string_view::npos &&
         (name.front() < '0' || name.front() > '9');
}

/// Reads one line; knows where it stands, for errors that never hold the value.
class LineReader {
 public:
  LineReader(const std::string& source, int line) : source_(source), line_(line) {}

  std::pair<std::string, std::string> read(std::string_view text) const {
    refuseControls(text);
    if (text.starts_with("export ") || text.starts_with("export\t")) {
      text = trimmed(text.substr(7));
    }
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) refuse("there is no '='; write NAME=value");
    const std::string_view name = text.substr(0, equals);
    if (!isName(name)) {
      refuse("the text before '=' is no name; write NAME=value, with no blanks around '='");
    }
    return {std::string(name), readValue(text.substr(equals + 1))};
  }

  [[noreturn]] void refuse(const std::string& problem) const {
    throw IntegrationError(ErrorCode::settings_invalid,
                           source_ + " line " + std::to_string(line_) + ": " + problem);
  }

 private:
  void refuseControls(std::string_view text) const {
    const auto is_control = [](unsigned char byte) {
      return (byte < 0x20 && byte != '\t') || byte == 0x7F;
    };
    if (std::any_of(text.begin(), text.end(), is_control)) {
      refuse("holds a control character; save the file as plain text");
    }
  }

  std::string readValue(std::string_view text) const {
    if (text.starts_with('\'')) return singleQuoted(text.substr(1));
    if (text.starts_with('"')) return doubleQuoted(text.substr(1));
    if (!text.empty() && kBlanks.find(text.front()) != std::string_view::npos) {
      refuse("a blank follows '='; remove it, or put the value in quotes");
    }
    // Others would read the rest as a comment, so it is not guessed at.
    if (text.find(" #") != std::string_view::npos || text.find("\t#") != std::string_view::npos) {
      refuse("' #' in a bare value; put the value in quotes, or the comment on its own line");
    }
    return std::string(text);
  }

  std::string singleQuoted(std::string_view text) const {
    const std::size_t end = text.find('\'');
    if (end == std::string_view::npos) refuse("the closing single quote is missing; add it");
    if (end + 1 != text.size()) refuse("text follows the closing quote; quote the whole value");
    return std::string(text.substr(0, end));
  }

  std::string doubleQuoted(std::string_view text) const {
    std::string value;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '"') {
        if (at + 1 != text.size()) refuse("text follows the closing quote; quote the whole value");
        return value;
      }
      value += text[at] == '\\' ? escaped(text, ++at) : text[at];
    }
    refuse("the closing double quote is missing; add it");
  }

  char escaped(std::string_view text, std::size_t at) const {
    const char character = at < text.size() ? text[at] : '\0';
    if (character == 'n') return '\n';
    if (character == '"' || character == '\\') return character;
    refuse(R"(only \n, \" and \\ are escapes in double quotes; use single quotes)");
  }

  const std::string& source_;
  int line_;
};

std::string reasonOf(int error) { return std::strerror(error); }

}  // namespace

std::map<std::string, EnvEntry> parseEnvFile(std::string_view text, const std::string& source) {
  std::map<std::string, EnvEntry> entries;
  if (text.starts_with("\xEF\xBB\xBF")) {
    LineReader(source, 1).refuse("begins with a byte order mark; save it as UTF-8 without BOM");
  }
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    const LineReader reader(source, number);
    auto [name, value] = reader.read(line);
    const auto [entry, is_new] = entries.try_emplace(name, EnvEntry{std::move(value), number});
    if (!is_new) {
      reader.refuse(name + " is set in line " + std::to_string(entry->second.line) +
                    " already; remove one of the two lines");
    }
  }
  return entries;
}

std::string readSettingsFile(const std::filesystem::path& file, const std::string& what) {
  constexpr std::size_t kMost = 1024 * 1024;
  const auto refuse = [&](const std::string& reason) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           what + ": the file " + file.string() + " cannot be read: " + reason +
                               "; correct the path or the file's permissions");
  };
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) refuse(reasonOf(errno));
  std::string content;
  char block[4096];
  ssize_t count = 0;
  int error = 0;
  do {
    count = ::read(descriptor, block, sizeof block);
    error = count < 0 ? errno : 0;
    if (count > 0) content.append(block, static_cast<std::size_t>(count));
  } while ((count > 0 && content.size() <= kMost) || error == EINTR);
  ::close(descriptor);
  if (error != 0) refuse(reasonOf(error));
  if (content.size() > kMost) refuse("it is larger than 1 MiB");
  return content;
}

}  // namespace patchbay
