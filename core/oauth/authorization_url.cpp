#include "core/oauth/authorization_url.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "core/base/error.hpp"

namespace patchbay::oauth {
namespace {

std::string encodeComponent(const std::string& text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

}  // namespace

std::string authorizationUrl(const std::string& endpoint, const Parameters& parameters) {
  if (endpoint.find('#') != std::string::npos) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           "authorization endpoint: holds a fragment; remove '#' and what follows");
  }
  std::string url = endpoint;
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
