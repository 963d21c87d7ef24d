#include "host/routes/session_request.hpp"

#include <boost/json/value.hpp>
#include <utility>

#include "core/base/letter_case.hpp"
#include "host/routes/json_body.hpp"

namespace patchbay::host {
namespace {

namespace json = boost::json;

constexpr std::int64_t kUsualTtl = 1'800;
constexpr std::int64_t kLeastTtl = 60;
constexpr std::int64_t kMostTtl = 86'400;
constexpr std::size_t kLongestUrl = 2'048;

std::vector<std::string> readIntegrations(const json::value& value) {
  if (!value.is_array()) refuseBody("`integrations` must be an array of names.");
  std::vector<std::string> names;
  for (const json::value& item : value.get_array()) {
    names.push_back(lowerCase(readText(item, "integrations", kLongestId)));
  }
  if (names.empty()) refuseBody("`integrations` must name at least one; leave it out for all.");
  return names;
}

Seconds readTtl(const json::value& value) {
  const std::int64_t* const seconds = value.if_int64();
  if (seconds == nullptr || *seconds < kLeastTtl || *seconds > kMostTtl) {
    refuseBody("`ttl_seconds` must be a whole number from " + std::to_string(kLeastTtl) + " to " +
               std::to_string(kMostTtl) + ".");
  }
  return Seconds(*seconds);
}

}  // namespace

SessionWish parseSessionRequest(std::string_view body) {
  const json::object members =
      parseBody(body, {"workspace_id", "integrations", "return_url", "ttl_seconds"});
  SessionWish wish;
  const json::value* const workspace = members.if_contains("workspace_id");
  if (workspace == nullptr) refuseBody("`workspace_id` is missing.");
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
