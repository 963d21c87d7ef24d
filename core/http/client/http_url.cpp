#include "core/http/client/http_url.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "core/base/error.hpp"
#include "core/base/settings.hpp"

namespace patchbay::http::client {

namespace urls = boost::urls;

namespace {

// RFC 1035 section 2.3.4 allows 253 visible characters.
constexpr std::size_t kLongestHost = 253;

[[noreturn]] void refuse(const std::string& subject, const std::string& cause_and_cure) {
  throw IntegrationError(ErrorCode::invalid_request, subject + cause_and_cure);
}

std::string toText(urls::string_view text) { return {text.data(), text.size()}; }

std::string toLower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

bool isHostCharacter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
         letter == '.' || letter == '_';
}

std::string readHost(const urls::url_view& url) {
  if (url.host_type() == urls::host_type::ipv6) return url.host_ipv6_address().to_string();
  const std::string host = toLower(toText(url.encoded_host()));
  const bool is_name =
      !host.empty() && host.size() <= kLongestHost && std::ranges::all_of(host, isHostCharacter);
  if (!is_name) refuse("A URL's host", " is not a name or an address; write https://host/path.");
  return host;
}

std::uint16_t readPort(const urls::url_view& url, const std::string& host, bool tls) {
  if (!url.has_port() || url.port().empty()) return tls ? 443 : 80;
  if (url.port_number() == 0) refuse(host, ": the URL's port must be within 1 and 65535.");
  return url.port_number();
}

bool readScheme(const urls::url_view& url, const std::string& host) {
  if (url.scheme_id() == urls::scheme::https) return true;
  if (url.scheme_id() != urls::scheme::http) refuse(host, ": only https URLs may be called.");
  if (isLoopbackHost(host)) return false;
  refuse(host, ": plain http goes only to localhost, 127.0.0.0/8 and [::1]; write https://.");
}

Origin readOrigin(const urls::url_view& url) {
  Origin origin;
  origin.host = readHost(url);
  origin.tls = readScheme(url, origin.host);
  origin.port = readPort(url, origin.host, origin.tls);
  const bool is_ipv6 = url.host_type() == urls::host_type::ipv6;
  origin.authority = is_ipv6 ? "[" + origin.host + "]" : origin.host;
  const std::string port = ":" + std::to_string(origin.port);
  origin.key = (origin.tls ? "https://" : "http://") + origin.authority + port;
  if (origin.port != (origin.tls ? 443 : 80)) origin.authority += port;
  return origin;
}

}  // namespace

HttpUrl parseHttpUrl(std::string_view url) {
  const auto parsed = urls::parse_uri(urls::string_view(url.data(), url.size()));
  if (parsed.has_error() || !parsed.value().has_authority()) {
    refuse("A URL", " to call is not absolute; write https://host/path.");
  }
  const urls::url_view view = parsed.value();
  // Boost 1.81 reads `127.0.0.1.example.com` as the address 127.0.0.1 and a path `.example.com`.
  const std::string path = toText(view.encoded_path());
  if (!path.empty() && !path.starts_with('/')) {
    refuse("A URL", " to call names no proper host or port; write https://host/path.");
  }
  if (view.has_userinfo()) refuse("A URL", " holds a user name; remove what stands before '@'.");
  HttpUrl result;
  result.origin = readOrigin(view);
  if (view.has_fragment()) refuse(result.origin.host, ": the URL holds a fragment; remove it.");
  result.target = toText(view.encoded_target());
  if (!result.target.starts_with('/')) result.target.insert(0, "/");
  return result;
}

}  // namespace patchbay::http::client
