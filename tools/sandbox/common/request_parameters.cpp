#include "tools/sandbox/common/request_parameters.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/error.hpp"
#include "core/base/letter_case.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay::sandbox {
namespace {

std::string mediaType(const http::ServerRequest& request) {
  const std::string_view header = request.header("Content-Type").value_or("");
  std::string type(header.substr(0, header.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return lowerCase(type);
}

boost::json::value parseJson(const std::string& body) {
  try {
    return oauth::parseStrictJson(body);
  } catch (const IntegrationError& error) {
    throw UnreadableBody("The body is not JSON: " + error.publicText());
  }
}

oauth::Parameters fromJson(const std::string& body) {
  const boost::json::value document = parseJson(body);
  if (!document.is_object()) throw UnreadableBody("The body is not a JSON object.");
  oauth::Parameters parameters;
  for (const auto& [name, value] : document.get_object()) {
    if (value.is_null()) continue;
    if (value.is_structured()) throw UnreadableBody("A parameter is a list or an object.");
    parameters.emplace_back(
        name, value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value));
  }
  return parameters;
}

oauth::Parameters fromForm(const std::string& body) {
  std::optional<oauth::Parameters> parameters = http::parseForm(body);
  if (!parameters) throw UnreadableBody("The body is not a well-formed form.");
  for (const auto& [name, value] : *parameters) {
    if (countOf(*parameters, name) > 1) throw UnreadableBody("A parameter is given twice.");
  }
  return *std::move(parameters);
}

}  // namespace

oauth::Parameters readParameters(const http::ServerRequest& request) {
  if (request.body.empty()) return {};
  const std::string type = mediaType(request);
  if (type == "application/json") return fromJson(request.body);
  if (type == "application/x-www-form-urlencoded") return fromForm(request.body);
  throw UnreadableBody("The body must be application/json or application/x-www-form-urlencoded.");
}

std::string valueOf(const oauth::Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

std::size_t countOf(const oauth::Parameters& parameters, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(parameters.begin(), parameters.end(),
                    [name](const auto& parameter) { return parameter.first == name; }));
}

}  // namespace patchbay::sandbox
