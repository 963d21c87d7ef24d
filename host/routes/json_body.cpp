#include "host/routes/json_body.hpp"

#include <algorithm>
#include <boost/json/value.hpp>

#include "core/base/error.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay::host {
namespace {

namespace json = boost::json;

bool hasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::string listed(std::initializer_list<std::string_view> names) {
  std::string text;
  std::size_t left = names.size();
  for (const std::string_view name : names) {
    text += name;
    --left;
    if (left > 0) text += left == 1 ? " and " : ", ";
  }
  return text;
}

}  // namespace

void refuseBody(const std::string& text) {
  throw IntegrationError(ErrorCode::invalid_request, text);
}

void requireJson(const http::ServerRequest& request) {
  const std::string_view type = request.header("content-type").value_or("");
  const std::string_view media = type.substr(0, type.find(';'));
  if (media != "application/json" && media != "application/json ") {
    throw IntegrationError(ErrorCode::unsupported_media_type,
                           "The body must be JSON; send `Content-Type: application/json`.");
  }
}

json::object parseBody(std::string_view body, std::initializer_list<std::string_view> names) {
  json::value value;
  try {
    value = oauth::parseStrictJson(body);
  } catch (const IntegrationError& error) {
    refuseBody("The body is not JSON: " + error.publicText());
  }
  if (!value.is_object()) refuseBody("The body must be a JSON object.");
  for (const auto& member : value.get_object()) {
    const std::string_view name(member.key());
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    refuseBody("The body has an unknown member; known: " + listed(names) + ".");
  }
  return std::move(value.get_object());
}

std::string readText(const json::value& value, const std::string& name, std::size_t longest) {
  if (!value.is_string()) refuseBody("`" + name + "` must be a string.");
  const std::string_view text(value.get_string());
  if (text.empty() || text.size() > longest || hasControlCharacter(text)) {
    refuseBody("`" + name + "` must have 1 to " + std::to_string(longest) +
               " bytes and no control character.");
  }
  return std::string(text);
}

}  // namespace patchbay::host
