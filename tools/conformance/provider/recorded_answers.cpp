#include "tools/conformance/provider/recorded_answers.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "core/base/error.hpp"

namespace patchbay::conformance {
namespace {

namespace json = boost::json;

/// Reads one file, and says where in it something is wrong.
class Reader {
 public:
  explicit Reader(const std::string& source) : source_(source) {}

  [[noreturn]] void refuse(const std::string& cause) const {
    throw IntegrationError(ErrorCode::settings_invalid,
                           source_ + ": " + cause + "; docs/conformance.md shows the form");
  }

  const json::object& object(const json::value& value, const std::string& what) const {
    if (!value.is_object()) refuse(what + " is not an object");
    return value.get_object();
  }

  void allow(const json::object& object, const std::set<std::string_view>& known) const {
    for (const auto& member : object) {
      const std::string_view name(member.key().data(), member.key().size());
      if (!known.contains(name)) refuse("there is no member " + std::string(name));
    }
  }

  std::string text(const json::value& value, const std::string& what) const {
    if (!value.is_string()) refuse(what + " is not a text");
    return std::string(value.get_string());
  }

  std::map<std::string, std::string> texts(const json::value& value,
                                           const std::string& what) const {
    std::map<std::string, std::string> read;
    for (const auto& member : object(value, what)) {
      read.emplace(member.key(), text(member.value(), what + "." + std::string(member.key())));
    }
    return read;
  }

  std::vector<RecordedAnswer> answers(const json::value& value) const {
    if (!value.is_array()) refuse("answers is not a list");
    std::vector<RecordedAnswer> read;
    for (const json::value& entry : value.get_array()) read.push_back(answer(entry));
    return read;
  }

  TenantAnswers tenants(const json::value& value) const {
    TenantAnswers read;
    const json::object& members = object(value, "an entry of tenants");
    allow(members, {"ids", "answers"});
    if (const auto* ids = members.if_contains("ids")) {
      if (!ids->is_array()) refuse("ids is not a list");
      for (const json::value& id : ids->get_array()) read.ids.push_back(text(id, "an id"));
    }
    if (const auto* list = members.if_contains("answers")) read.answers = answers(*list);
    return read;
  }

 private:
  RecordedAnswer answer(const json::value& value) const {
    RecordedAnswer read;
    const json::object& members = object(value, "an answer");
    allow(members, {"method", "path", "status", "body"});
    const auto* method = members.if_contains("method");
    const auto* path = members.if_contains("path");
    if (path == nullptr) refuse("an answer has no path");
    read.method = method == nullptr ? "GET" : text(*method, "method");
    read.path = text(*path, "path");
    if (const auto* status = members.if_contains("status")) {
      if (!status->is_int64()) refuse("status is not a number");
      read.status = static_cast<unsigned>(status->get_int64());
    }
    if (const auto* body = members.if_contains("body")) read.body = json::serialize(*body);
    return read;
  }

  const std::string& source_;
};

}  // namespace

bool RecordedAnswer::fits(std::string_view asked_method, std::string_view asked_path) const {
  if (asked_method != method) return false;
  const std::string_view pattern = path;
  if (!pattern.ends_with('*')) return asked_path == pattern;
  return asked_path.starts_with(pattern.substr(0, pattern.size() - 1));
}

RecordedAnswers RecordedAnswers::parse(std::string_view text, const std::string& source) {
  const Reader reader(source);
  boost::system::error_code error;
  const json::value root = json::parse(json::string_view(text.data(), text.size()), error);
  if (error) reader.refuse("it is not JSON (" + error.message() + ")");
  const json::object& members = reader.object(root, "it");
  reader.allow(members, {"settings", "access_token_claims", "tenants", "answers", "exceptions"});
  RecordedAnswers read;
  if (const auto* value = members.if_contains("settings")) {
    read.settings = reader.texts(*value, "settings");
  }
  if (const auto* value = members.if_contains("exceptions")) {
    read.exceptions = reader.texts(*value, "exceptions");
  }
  if (const auto* value = members.if_contains("access_token_claims")) {
    read.access_token_claims = reader.object(*value, "access_token_claims");
  }
  if (const auto* value = members.if_contains("answers")) read.answers = reader.answers(*value);
  if (const auto* value = members.if_contains("tenants")) {
    const json::object& tenants = reader.object(*value, "tenants");
    reader.allow(tenants, {"one", "several", "none"});
    if (const auto* one = tenants.if_contains("one")) read.one = reader.tenants(*one);
    if (const auto* many = tenants.if_contains("several")) read.several = reader.tenants(*many);
    if (const auto* none = tenants.if_contains("none")) read.none = reader.tenants(*none);
  }
  return read;
}

RecordedAnswers RecordedAnswers::load(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  if (!stream) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           file.string() + " cannot be read; correct the path or its permissions");
  }
  return parse(text, file.string());
}

}  // namespace patchbay::conformance
