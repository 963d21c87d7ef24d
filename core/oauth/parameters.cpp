#include "core/oauth/parameters.hpp"

#include <algorithm>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace patchbay::oauth {
namespace {

std::string encodeComponent(const std::string& text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

}  // namespace

std::string nameOf(const Names& names, std::string_view standard) {
  for (const auto& [known, own] : names) {
    if (known == standard) return own;
  }
  return std::string(standard);
}

Parameters renamed(Parameters parameters, const Names& names) {
  for (auto& parameter : parameters) parameter.first = nameOf(names, parameter.first);
  return parameters;
}

Parameters changed(Parameters parameters, const Parameters& changes) {
  for (const auto& change : changes) {
    const auto place =
        std::find_if(parameters.begin(), parameters.end(),
                     [&](const auto& parameter) { return parameter.first == change.first; });
    if (place == parameters.end()) {
      parameters.push_back(change);
    } else {
      place->second = change.second;
    }
  }
  std::erase_if(parameters, [](const auto& parameter) { return parameter.second.empty(); });
  return parameters;
}

std::string withQuery(std::string url, const Parameters& parameters) {
  char separator = url.find('?') == std::string::npos ? '?' : '&';
  if (url.ends_with('?') || url.ends_with('&')) separator = '\0';
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    if (separator != '\0') url += separator;
    separator = '&';
    url += encodeComponent(name) + "=" + encodeComponent(value);
  }
  return url;
}

}  // namespace patchbay::oauth
