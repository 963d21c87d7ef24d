#include "core/oauth/token_response.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/letter_case.hpp"
#include "core/oauth/expiry.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay::oauth {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostTokenBytes = 32 * 1024;

[[noreturn]] void refuse(const std::string& defect) {
  throw IntegrationError(ErrorCode::malformed_answer,
                         "The provider's token answer cannot be used: " + defect + ".");
}

/// The members of an answer, asked for by the standard's names.
class Answer {
 public:
  Answer(const json::object& object, const Names& names) : object_(object), names_(names) {}

  // JSON's null says the same as absence (Gusto writes `"refresh_token":null`).
  const json::value* find(std::string_view name) const {
    const std::string own = nameOf(names_, name);
    const json::value* const member = own.empty() ? nullptr : object_.if_contains(own);
    return member == nullptr || member->is_null() ? nullptr : member;
  }

 private:
  const json::object& object_;
  const Names& names_;
};

bool isPrintableAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

std::string readText(const json::value& member) {
  const json::string& text = member.get_string();
  return {text.data(), text.size()};
}

// RFC 6749 appendix A.12 and A.17: tokens are visible ASCII and blanks. Whatever else comes (NUL, a
// line break) could not be sent in a header.
Secret readToken(const json::value& member, const std::string& name) {
  if (!member.is_string()) refuse(name + " is not a text");
  std::string text = readText(member);
  if (text.size() > kMostTokenBytes) refuse(name + " is longer than 32 KB");
  if (!isPrintableAscii(text)) refuse(name + " holds a character that no token may hold");
  return Secret(std::move(text));
}

Secret findToken(const Answer& answer, const char* name) {
  const json::value* const member = answer.find(name);
  return member == nullptr ? Secret() : readToken(*member, name);
}

class Warnings {
 public:
  void add(const std::string& text) { text_ += (text_.empty() ? "" : "; ") + text; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string readTokenType(const Answer& answer, const TokenResponseFormat& format,
                          Warnings& warnings) {
  if (nameOf(format.names, "token_type").empty()) return "Bearer";
  const json::value* const member = answer.find("token_type");
  if (member == nullptr) {
    warnings.add("token_type is missing; taken as Bearer");
    return "Bearer";
  }
  const std::string type = member->is_string() ? readText(*member) : "";
  if (!equalIgnoringCase(type, "Bearer")) refuse("token_type is not Bearer");
  return "Bearer";
}

Seconds readExpiresIn(const Answer& answer, const TokenResponseRules& rules, TimePoint now,
                      Warnings& warnings) {
  const json::value* const member = answer.find("expires_in");
  if (member == nullptr) return rules.default_expires_in;
  const auto lifetime = readLifetime(*member, rules.format.expiry, now);
  if (lifetime) return *lifetime;
  const bool is_date = rules.format.expiry == ExpiryForm::date;
  warnings.add(std::string("expires_in is not a ") + (is_date ? "date" : "number") +
               "; the provider's default is used");
  return rules.default_expires_in;
}

/// Separated by blanks, whatever the provider puts between scopes.
std::string withBlanks(std::string scope, const std::string& separator) {
  if (separator.empty() || separator == " ") return scope;
  for (auto at = scope.find(separator); at != std::string::npos; at = scope.find(separator, at)) {
    scope.replace(at, separator.size(), " ");
  }
  return scope;
}

std::string readScope(const Answer& answer, const TokenResponseRules& rules, Warnings& warnings) {
  const json::value* const member = answer.find("scope");
  if (member == nullptr) return rules.requested_scope;
  std::string scope = member->is_string() ? readText(*member) : "";
  if (member->is_string() && scope.size() <= kMostTokenBytes && isPrintableAscii(scope)) {
    return withBlanks(std::move(scope), rules.format.scope_separator);
  }
  warnings.add("scope is not a list of words; taken as nothing granted");
  return "";
}

// Plain OAuth providers send all kinds of things under this name, and then it is not looked at.
// Where OpenID Connect is expected, a missing id_token is refused by whoever verifies it.
Secret readIdToken(const Answer& answer, Warnings& warnings) {
  const json::value* const member = answer.find("id_token");
  if (member == nullptr) return Secret();
  std::string text = member->is_string() ? readText(*member) : "";
  if (!text.empty() && text.size() <= kMostTokenBytes && isPrintableAscii(text)) {
    return Secret(std::move(text));
  }
  warnings.add("id_token is not a token; ignored");
  return Secret();
}

}  // namespace

const json::object* findTokenObject(const json::value& answer, const std::string& path) {
  boost::system::error_code absent;
  const auto* const place = answer.find_pointer(path, absent);
  return place == nullptr ? nullptr : place->if_object();
}

ParsedToken parseTokenResponse(std::string_view body, const TokenResponseRules& rules,
                               TimePoint now) {
  const json::value value = parseStrictJson(body);
  const json::object* const object = findTokenObject(value, rules.format.path);
  if (object == nullptr && rules.format.path.empty()) refuse("it is not an object");
  if (object == nullptr) refuse("there is no object at " + rules.format.path);
  const Answer answer(*object, rules.format.names);
  Warnings warnings;
  ParsedToken parsed;
  IntegrationAccessToken& token = parsed.token;
  token.access_token = findToken(answer, "access_token");
  if (token.access_token.empty()) refuse("access_token is missing or empty");
  token.refresh_token = findToken(answer, "refresh_token");
  token.id_token = readIdToken(answer, warnings);
  token.token_type = readTokenType(answer, rules.format, warnings);
  token.scope = readScope(answer, rules, warnings);
  token.expires_at = now + readExpiresIn(answer, rules, now, warnings);
  parsed.warnings = warnings.text();
  return parsed;
}

}  // namespace patchbay::oauth
