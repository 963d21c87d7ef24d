#include "tools/sandbox/common/json_operations.hpp"

#include <boost/json/serialize.hpp>
#include <utility>

#include "core/base/error.hpp"
#include "core/oauth/strict_json.hpp"
#include "tools/sandbox/common/answering.hpp"
#include "tools/sandbox/common/token_ledger.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;

json::object describe(const TokenPair& pair, const GrantBook& book) {
  return {{"grant", pair.grant},
          {"client_id", pair.client_id},
          {"company", pair.company},
          {"access_token", fingerprint(pair.access_token)},
          {"access_token_death", book.deathOf(pair)},
          {"refresh_token", fingerprint(pair.refresh_token)},
          {"refresh_token_death", pair.death},
          {"generation", pair.generation},
          {"exchanged", pair.exchanged},
          {"expires_at", toRfc3339(pair.expires_at)}};
}

}  // namespace

void refuseOperation(const std::string& text) {
  throw IntegrationError(ErrorCode::invalid_request, text);
}

json::object readJsonObject(const http::ServerRequest& request) {
  if (request.body.empty()) return {};
  json::value body;
  try {
    body = oauth::parseStrictJson(request.body);
  } catch (const IntegrationError& error) {
    refuseOperation("The body is not JSON: " + error.publicText());
  }
  if (!body.is_object()) refuseOperation("The body must be a JSON object.");
  return std::move(body.get_object());
}

http::Handler jsonOperation(std::function<json::object(const json::object&)> operation) {
  return answering([operation = std::move(operation)](const http::ServerRequest& request) {
    return http::ServerResponse::json(200, json::serialize(operation(readJsonObject(request))));
  });
}

std::string textMember(const json::object& body, std::string_view name, std::string otherwise) {
  const json::value* value = body.if_contains(name);
  return value ? textOf(name, *value) : std::move(otherwise);
}

bool flagMember(const json::object& body, std::string_view name, bool otherwise) {
  const json::value* value = body.if_contains(name);
  return value ? flagOf(name, *value) : otherwise;
}

std::int64_t numberFrom1(std::string_view name, const json::value& value) {
  if (!value.is_int64() || value.get_int64() < 1 || value.get_int64() > 1'000'000'000) {
    refuseSetting(name, "a whole number from 1");
  }
  return value.get_int64();
}

bool flagOf(std::string_view name, const json::value& value) {
  if (!value.is_bool()) refuseSetting(name, "true or false");
  return value.get_bool();
}

std::string textOf(std::string_view name, const json::value& value) {
  if (!value.is_string()) refuseSetting(name, "a text");
  return std::string(value.get_string());
}

void refuseSetting(std::string_view name, std::string_view wanted) {
  refuseOperation("`" + std::string(name) + "` must be " + std::string(wanted) + ".");
}

json::array describePairs(const GrantBook& book) {
  json::array pairs;
  for (const TokenPair& pair : book.pairs()) pairs.push_back(describe(pair, book));
  return pairs;
}

}  // namespace patchbay::sandbox
