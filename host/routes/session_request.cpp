#include "host/routes/session_request.hpp"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <cctype>
#include <utility>

#include "core/base/error.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay::host {
namespace {

namespace json = boost::json;

constexpr std::int64_t kUsualTtl = 1'800;
constexpr std::int64_t kLeastTtl = 60;
constexpr std::int64_t kMostTtl = 86'400;
constexpr std::size_t kLongestId = 256;
constexpr std::size_t kLongestUrl = 2'048;
constexpr std::array<std::string_view, 4> kMembers{"workspace_id", "integrations", "return_url",
                                                   "ttl_seconds"};

[[noreturn]] void refuse(const std::string& text) {
  throw IntegrationError(ErrorCode::invalid_request, text);
}

json::object parseObject(std::string_view body) {
  json::value value;
  try {
    value = oauth::parseStrictJson(body);
  } catch (const IntegrationError& error) {
    refuse("The body is not JSON: " + error.publicText());
  }
  if (!value.is_object()) refuse("The body must be a JSON object.");
  return std::move(value.get_object());
}

void refuseUnknownMembers(const json::object& members) {
  for (const auto& member : members) {
    const std::string_view name(member.key());
    if (std::find(kMembers.begin(), kMembers.end(), name) == kMembers.end()) {
      refuse(
          "The body has an unknown member; known are workspace_id, integrations, return_url and "
          "ttl_seconds.");
    }
  }
}

bool hasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::string readText(const json::value& value, const std::string& name, std::size_t longest) {
  if (!value.is_string()) refuse("`" + name + "` must be a string.");
  const std::string_view text(value.get_string());
  if (text.empty() || text.size() > longest || hasControlCharacter(text)) {
    refuse("`" + name + "` must have 1 to " + std::to_string(longest) +
           " bytes and no control character.");
  }
  return std::string(text);
}

std::vector<std::string> readIntegrations(const json::value& value) {
  if (!value.is_array()) refuse("`integrations` must be an array of names.");
  std::vector<std::string> names;
  for (const json::value& item : value.get_array()) {
    std::string name = readText(item, "integrations", kLongestId);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    names.push_back(std::move(name));
  }
  if (names.empty()) refuse("`integrations` must name at least one; leave it out for all.");
  return names;
}

Seconds readTtl(const json::value& value) {
  const std::int64_t* const seconds = value.if_int64();
  if (seconds == nullptr || *seconds < kLeastTtl || *seconds > kMostTtl) {
    refuse("`ttl_seconds` must be a whole number from " + std::to_string(kLeastTtl) + " to " +
           std::to_string(kMostTtl) + ".");
  }
  return Seconds(*seconds);
}

}  // namespace

SessionWish parseSessionRequest(std::string_view body) {
  const json::object members = parseObject(body);
  refuseUnknownMembers(members);
  SessionWish wish;
  const json::value* const workspace = members.if_contains("workspace_id");
  if (workspace == nullptr) refuse("`workspace_id` is missing.");
  wish.workspace_id = readText(*workspace, "workspace_id", kLongestId);
  if (const auto* names = members.if_contains("integrations")) {
    wish.integrations = readIntegrations(*names);
  }
  if (const auto* url = members.if_contains("return_url")) {
    wish.return_url = readText(*url, "return_url", kLongestUrl);
  }
  const auto* ttl = members.if_contains("ttl_seconds");
  wish.ttl = ttl == nullptr ? Seconds(kUsualTtl) : readTtl(*ttl);
  return wish;
}

}  // namespace patchbay::host
