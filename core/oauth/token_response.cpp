#include "core/oauth/token_response.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay::oauth {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostTokenBytes = 32 * 1024;
constexpr Seconds kMostExpiresIn{365 * 24 * 3600};

[[noreturn]] void refuse(const std::string& defect) {
  throw IntegrationError(ErrorCode::malformed_answer,
                         "The provider's token answer cannot be used: " + defect + ".");
}

// JSON's null says the same as absence (Gusto writes `"refresh_token":null`).
const json::value* findMember(const json::object& answer, const char* name) {
  const json::value* const member = answer.if_contains(name);
  return member == nullptr || member->is_null() ? nullptr : member;
}

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

Secret findToken(const json::object& answer, const char* name) {
  const json::value* const member = findMember(answer, name);
  return member == nullptr ? Secret() : readToken(*member, name);
}

class Warnings {
 public:
  void add(const std::string& text) { text_ += (text_.empty() ? "" : "; ") + text; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string readTokenType(const json::object& answer, Warnings& warnings) {
  const json::value* const member = findMember(answer, "token_type");
  if (member == nullptr) {
    warnings.add("token_type is missing; taken as Bearer");
    return "Bearer";
  }
  constexpr std::string_view kBearer = "bearer";
  const auto same = [](char left, char lower) {
    return left == lower || (left >= 'A' && left <= 'Z' && left - 'A' + 'a' == lower);
  };
  const std::string type = member->is_string() ? readText(*member) : "";
  if (!std::equal(type.begin(), type.end(), kBearer.begin(), kBearer.end(), same)) {
    refuse("token_type is not Bearer");
  }
  return "Bearer";
}

// A number in a text, written as JSON or a form would; nothing else, so no blank, sign `+` or
// `inf`.
std::optional<double> findNumber(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos ||
      text.front() == '+' || text.front() == '.') {
    return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return number;
  if (error != std::errc::result_out_of_range) return std::nullopt;
  // Far too large or, with a negative exponent, far too small.
  const bool is_tiny = text.find("e-") != text.npos || text.find("E-") != text.npos;
  if (is_tiny) return 0;
  return text.front() == '-' ? -HUGE_VAL : HUGE_VAL;
}

std::optional<double> findNumber(const json::value& member) {
  if (member.is_string()) return findNumber(std::string_view(readText(member)));
  if (member.is_int64()) return static_cast<double>(member.get_int64());
  if (member.is_uint64()) return static_cast<double>(member.get_uint64());
  if (member.is_double()) return member.get_double();
  return std::nullopt;
}

Seconds readExpiresIn(const json::object& answer, Seconds fallback, Warnings& warnings) {
  const json::value* const member = findMember(answer, "expires_in");
  if (member == nullptr) return fallback;
  const std::optional<double> number = findNumber(*member);
  if (!number || std::isnan(*number)) {
    warnings.add("expires_in is not a number; the provider's default is used");
    return fallback;
  }
  const auto most = static_cast<double>(kMostExpiresIn.count());
  return Seconds(static_cast<std::int64_t>(std::clamp(*number, 0.0, most)));
}

std::string readScope(const json::object& answer, const std::string& requested,
                      Warnings& warnings) {
  const json::value* const member = findMember(answer, "scope");
  if (member == nullptr) return requested;
  std::string scope = member->is_string() ? readText(*member) : "";
  if (member->is_string() && scope.size() <= kMostTokenBytes && isPrintableAscii(scope)) {
    return scope;
  }
  warnings.add("scope is not a list of words; taken as nothing granted");
  return "";
}

// Plain OAuth providers send all kinds of things under this name, and then it is not looked at.
// Where OpenID Connect is expected, a missing id_token is refused by whoever verifies it.
Secret readIdToken(const json::object& answer, Warnings& warnings) {
  const json::value* const member = findMember(answer, "id_token");
  if (member == nullptr) return Secret();
  std::string text = member->is_string() ? readText(*member) : "";
  if (!text.empty() && text.size() <= kMostTokenBytes && isPrintableAscii(text)) {
    return Secret(std::move(text));
  }
  warnings.add("id_token is not a token; ignored");
  return Secret();
}

}  // namespace

ParsedToken parseTokenResponse(std::string_view body, const TokenResponseRules& rules,
                               TimePoint now) {
  const json::value value = parseStrictJson(body);
  const json::object* const answer = value.if_object();
  if (answer == nullptr) refuse("it is not an object");
  Warnings warnings;
  ParsedToken parsed;
  IntegrationAccessToken& token = parsed.token;
  token.access_token = findToken(*answer, "access_token");
  if (token.access_token.empty()) refuse("access_token is missing or empty");
  token.refresh_token = findToken(*answer, "refresh_token");
  token.id_token = readIdToken(*answer, warnings);
  token.token_type = readTokenType(*answer, warnings);
  token.scope = readScope(*answer, rules.requested_scope, warnings);
  token.expires_at = now + readExpiresIn(*answer, rules.default_expires_in, warnings);
  parsed.warnings = warnings.text();
  return parsed;
}

}  // namespace patchbay::oauth
