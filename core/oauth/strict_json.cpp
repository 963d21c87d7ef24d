#include "core/oauth/strict_json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
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

}  // namespace

json::value parseStrictJson(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) refuse("it begins with a byte order mark");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) refuse("it is empty");
  json::error_code error;
  json::basic_parser<DuplicateMemberFinder> finder(strictOptions());
  const std::size_t read = finder.write_some(false, text.data(), text.size(), error);
  if (error) refuse(defectOf(error));
  if (read != text.size()) refuse("something follows the value");
  if (finder.handler().found()) refuse("an object names a member twice");
  json::value value =
      json::parse(json::string_view(text.data(), text.size()), error, {}, strictOptions());
  if (error) refuse(defectOf(error));
  return value;
}

}  // namespace patchbay::oauth
