#include "xero_connections.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"
#include "core/oauth/strict_json.hpp"
#include "xero_json.hpp"

namespace patchbay {
namespace {

constexpr std::size_t kLongestId = 64;

bool isIdLetter(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

bool isId(std::string_view text) {
  return !text.empty() && text.size() <= kLongestId &&
         std::all_of(text.begin(), text.end(), isIdLetter);
}

std::optional<XeroConnection> readConnection(const boost::json::value& entry) {
  XeroConnection connection;
  connection.id = textMember(entry, "id");
  connection.auth_event_id = textMember(entry, "authEventId");
  connection.tenant_id = textMember(entry, "tenantId");
  connection.tenant_type = textMember(entry, "tenantType");
  connection.tenant_name = textMember(entry, "tenantName");
  connection.updated = textMember(entry, "updatedDateUtc");
  if (!isId(connection.id) || !isId(connection.tenant_id)) return {};
  return connection;
}

}  // namespace

std::vector<XeroConnection> readConnections(const boost::json::value& answer) {
  const auto* list = answer.if_array();
  if (list == nullptr) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Xero did not list its connections; try to connect again");
  }
  std::vector<XeroConnection> connections;
  for (const auto& entry : *list) {
    if (auto connection = readConnection(entry)) connections.push_back(std::move(*connection));
  }
  return connections;
}

std::vector<XeroConnection> connectionsOfConsent(std::vector<XeroConnection> connections,
                                                 std::string_view auth_event_id) {
  std::vector<XeroConnection> chosen;
  for (const auto& connection : connections) {
    const bool is_of_event = !auth_event_id.empty() && connection.auth_event_id == auth_event_id;
    if (is_of_event) chosen.push_back(connection);
  }
  if (!chosen.empty()) return chosen;
  const auto newest = std::max_element(
      connections.begin(), connections.end(),
      [](const auto& one, const auto& other) { return one.updated < other.updated; });
  for (const auto& connection : connections) {
    if (connection.updated == newest->updated) chosen.push_back(connection);
  }
  // Two that were connected at the same time, or entries without a time: no sound choice.
  return chosen.size() == 1 ? chosen : connections;
}

std::string authenticationEventOf(std::string_view access_token) {
  const auto first = access_token.find('.');
  const auto second = access_token.find('.', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return {};
  const auto payload = crypto::parseBase64url(access_token.substr(first + 1, second - first - 1));
  if (!payload) return {};
  try {
    return std::string(textMember(oauth::parseStrictJson(*payload), "authentication_event_id"));
  } catch (const IntegrationError&) {
    return {};
  }
}

}  // namespace patchbay
