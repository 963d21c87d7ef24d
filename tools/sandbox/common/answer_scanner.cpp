#include "tools/sandbox/common/answer_scanner.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "tools/sandbox/common/answering.hpp"

namespace patchbay::sandbox {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

struct Line {
  std::size_t begin;  ///< first byte of the field's name
  std::size_t end;    ///< behind the line's CR LF
  std::string value;
};

std::optional<Line> findLine(const std::string& head, std::string_view name) {
  const std::string wanted = "\r\n" + std::string(name) + ":";
  const auto found = std::search(head.begin(), head.end(), wanted.begin(), wanted.end(),
                                 [](unsigned char left, unsigned char right) {
                                   return std::tolower(left) == std::tolower(right);
                                 });
  if (found == head.end()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(found - head.begin()) + 2;
  const std::size_t end = head.find("\r\n", begin) + 2;
  std::size_t value = begin + name.size() + 1;
  while (head[value] == ' ') ++value;
  return Line{begin, end, head.substr(value, end - 2 - value)};
}

std::size_t number(std::string_view digits) {
  std::size_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

std::string AnswerScanner::scan(std::string_view bytes) {
  std::string out;
  while (!bytes.empty() && ending() == Ending::none) {
    out += body_left_ > 0 ? takeBody(bytes) : takeHead(bytes);
  }
  return out;
}

std::string AnswerScanner::takeBody(std::string_view& bytes) {
  const std::size_t count = std::min(body_left_, bytes.size());
  std::string body(bytes.substr(0, count));
  bytes.remove_prefix(count);
  body_left_ -= count;
  whole_answers_ += body_left_ == 0 && ending_ == Ending::none ? 1 : 0;
  return body;
}

std::string AnswerScanner::takeHead(std::string_view& bytes) {
  const std::size_t before = head_.size();
  head_ += bytes;
  const std::size_t end = head_.find(kHeadEnd);
  if (end == std::string::npos) {
    bytes = {};
    return {};
  }
  const std::size_t length = end + kHeadEnd.size();
  bytes.remove_prefix(length - before);
  std::string head = head_.substr(0, length);
  head_.clear();
  return obey(std::move(head));
}

std::string AnswerScanner::obey(std::string head) {
  const std::optional<Line> length = findLine(head, "Content-Length");
  body_left_ = length ? number(length->value) : 0;
  const std::optional<Line> order = findLine(head, kWireHeader);
  if (!order) {
    whole_answers_ += body_left_ == 0 ? 1 : 0;
    return head;
  }
  head.erase(order->begin, order->end - order->begin);
  ending_ = order->value == "reset" ? Ending::reset : Ending::close;
  if (order->value == "bare") return {};
  constexpr std::string_view kTruncate = "truncate ";
  if (order->value.starts_with(kTruncate)) {
    body_left_ = std::min(body_left_, number(order->value.substr(kTruncate.size())));
    return head;
  }
  body_left_ = 0;
  return {};
}

}  // namespace patchbay::sandbox
