#include "gusto_token_info.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

constexpr std::size_t kLongestUuid = 64;

/// Empty when `value` is no object or its member is missing or no text.
std::string_view textMember(const boost::json::value* value, std::string_view name) {
  const auto* object = value != nullptr ? value->if_object() : nullptr;
  const auto* member = object != nullptr ? object->if_contains(name) : nullptr;
  if (member == nullptr || !member->is_string()) return {};
  return member->get_string();
}

}  // namespace

bool isUuidLike(std::string_view text) {
  return !text.empty() && text.size() <= kLongestUuid &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-';
         });
}

bool holdsScope(std::string_view scopes, std::string_view wanted) {
  while (!scopes.empty()) {
    const auto blank = std::min(scopes.find(' '), scopes.size());
    if (scopes.substr(0, blank) == wanted) return true;
    scopes.remove_prefix(std::min(blank + 1, scopes.size()));
  }
  return false;
}

GustoTokenInfo readTokenInfo(const boost::json::value& answer) {
  const auto* object = answer.if_object();
  const auto* resource = object != nullptr ? object->if_contains("resource") : nullptr;
  if (textMember(resource, "type") != "Company") {
    throw IntegrationError(ErrorCode::access_denied,
                           "Gusto's token belongs to no company; connect again as an "
                           "administrator of the company and pick it");
  }
  const auto uuid = textMember(resource, "uuid");
  if (!isUuidLike(uuid)) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Gusto's token_info names no company that can be asked for; try to "
                           "connect again");
  }
  GustoTokenInfo info;
  info.company_uuid = uuid;
  info.may_read_company = holdsScope(textMember(&answer, "scope"), "companies:read");
  return info;
}

std::string readCompanyName(const boost::json::value& answer) {
  return std::string(textMember(&answer, "name"));
}

}  // namespace patchbay
