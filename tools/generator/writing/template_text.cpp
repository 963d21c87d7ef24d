#include "tools/generator/writing/template_text.hpp"

#include <sstream>
#include <stdexcept>
#include <string_view>

#include "core/base/letter_case.hpp"

namespace patchbay::generator {
namespace {

/// The word behind a mark such as `@if` in a line that has nothing else but a comment's begin.
std::string wordBehind(const std::string& line, std::string_view mark) {
  const auto at = line.find(mark);
  if (at == std::string::npos) return {};
  std::istringstream rest(line.substr(at + mark.size()));
  std::string word;
  rest >> word;
  return word;
}

bool isEnd(const std::string& line) { return line.find("@end") != std::string::npos; }

/// Reads a template line by line.
class RegionReader {
 public:
  RegionReader(const std::string& name, const Regions& regions) : name_(name), regions_(regions) {}

  void read(const std::string& line) {
    if (is_inside_) return readInside(line);
    const std::string facts = wordBehind(line, "@facts ");
    const std::string condition = wordBehind(line, "@if ");
    is_inside_ = !facts.empty() || !condition.empty();
    if (!is_inside_) text_ += fillInName(line, name_) + "\n";
    if (!facts.empty()) writeFacts(facts);
    is_kept_ = regions_.conditions.count(condition) == 1;
  }

  std::string finish() {
    if (is_inside_) throw std::runtime_error("a region of the template has no @end");
    return std::move(text_);
  }

 private:
  void readInside(const std::string& line) {
    is_inside_ = !isEnd(line);
    if (is_inside_ && is_kept_) text_ += fillInName(line, name_) + "\n";
  }

  // No mark is looked for in what was given: a URL may hold one.
  void writeFacts(const std::string& region) {
    const auto found = regions_.facts.find(region);
    if (found == regions_.facts.end()) {
      throw std::runtime_error("the template has an unknown region `" + region + "`");
    }
    text_ += found->second;
  }

  const std::string& name_;
  const Regions& regions_;
  std::string text_;
  bool is_inside_ = false;
  bool is_kept_ = false;
};

}  // namespace

// From left to right, so that a name which holds a mark is not filled in again.
std::string fillInName(std::string text, const std::string& name) {
  const std::string lower = lowerCase(name);
  const std::string upper = upperCase(name);
  for (std::size_t at = 0; at + 5 <= text.size();) {
    const std::string_view here = std::string_view(text).substr(at, 5);
    const std::string* value = here == "XxXxX"   ? &name
                               : here == "xxxxx" ? &lower
                               : here == "XXXXX" ? &upper
                                                 : nullptr;
    if (value != nullptr) text.replace(at, 5, *value);
    at += value != nullptr ? value->size() : 1;
  }
  return text;
}

std::string fillIn(const std::string& text, const std::string& name, const Regions& regions) {
  RegionReader reader(name, regions);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) reader.read(line);
  return reader.finish();
}

}  // namespace patchbay::generator
