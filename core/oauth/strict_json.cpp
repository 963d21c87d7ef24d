#include "core/oauth/strict_json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_stack.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.hpp"

namespace patchbay::oauth {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostLevels = 32;

[[noreturn]] void refuse(const std::string& defect) {
  throw IntegrationError(ErrorCode::malformed_answer,
                         "The answer cannot be read as JSON: " + defect + ".");
}

/// Watches member names go by, because a parsed object only keeps the last of two equal ones.
class DuplicateMemberFinder {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool found() const { return found_; }

  bool on_object_begin(json::error_code&) {
    names_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    names_.pop_back();
    return true;
  }
  // A name with escapes comes in parts, decoded; so `a` and its escaped form are the same name.
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    name_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    name_.append(part.data(), part.size());
    if (!names_.back().insert(std::move(name_)).second) found_ = true;
    name_.clear();
    return true;
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  std::vector<std::set<std::string>> names_;  ///< of the objects that are open
  std::string name_;
  bool found_ = false;
};

/// Makes the value, with fractions as they were written.
class ExactValue {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  ExactValue() { stack_.reset(); }
  json::value release() { return stack_.release(); }

  bool on_object_end(std::size_t size, json::error_code&) {
    stack_.push_object(size);
    return true;
  }
  bool on_array_end(std::size_t size, json::error_code&) {
    stack_.push_array(size);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_string(part);
    return true;
  }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
    stack_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
    stack_.push_uint64(number);
    return true;
  }
  bool on_double(double number, json::string_view text, json::error_code&) {
    const bool is_plain = text.find_first_of("eE") == json::string_view::npos;
    if (is_plain && !has_part_) {
      stack_.push_string(text);
    } else {
      stack_.push_double(number);
    }
    has_part_ = false;
    return true;
  }
  // The text is whole, so a number comes whole; if it ever did not, its value is still right.
  bool on_number_part(json::string_view, json::error_code&) { return has_part_ = true; }
  bool on_bool(bool flag, json::error_code&) {
    stack_.push_bool(flag);
    return true;
  }
  bool on_null(json::error_code&) {
    stack_.push_null();
    return true;
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return true; }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  json::value_stack stack_;
  bool has_part_ = false;
};

std::string defectOf(const json::error_code& error) {
  if (error == json::error::too_deep) return "it is nested more than 32 levels deep";
  if (error == json::error::extra_data) return "something follows the value";
  if (error == json::error::incomplete) return "it ends too early";
  return error.message();
}

json::parse_options strictOptions() {
  json::parse_options options;
  options.max_depth = kMostLevels;
  return options;
}

void checkStrictness(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) refuse("it begins with a byte order mark");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) refuse("it is empty");
  json::error_code error;
  json::basic_parser<DuplicateMemberFinder> finder(strictOptions());
  const std::size_t read = finder.write_some(false, text.data(), text.size(), error);
  if (error) refuse(defectOf(error));
  if (read != text.size()) refuse("something follows the value");
  if (finder.handler().found()) refuse("an object names a member twice");
}

}  // namespace

json::value parseStrictJson(std::string_view text) {
  checkStrictness(text);
  json::error_code error;
  json::value value =
      json::parse(json::string_view(text.data(), text.size()), error, {}, strictOptions());
  if (error) refuse(defectOf(error));
  return value;
}

json::value parseExactJson(std::string_view text) {
  checkStrictness(text);
  json::error_code error;
  json::basic_parser<ExactValue> parser(strictOptions());
  parser.write_some(false, text.data(), text.size(), error);
  if (error) refuse(defectOf(error));
  return parser.handler().release();
}

}  // namespace patchbay::oauth
