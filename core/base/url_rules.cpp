#include "core/base/url_rules.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "core/base/letter_case.hpp"
#include "core/base/settings.hpp"

namespace patchbay {
namespace {

// Four decimal numbers up to 255, so that no name such as 127.0.0.1.example passes.
bool isDottedQuad(std::string_view host) {
  int numbers = 0;
  while (numbers < 4) {
    const std::size_t end = std::min(host.find('.'), host.size());
    const std::string_view part = host.substr(0, end);
    if (part.empty() || part.size() > 3 ||
        part.find_first_not_of("0123456789") != std::string_view::npos ||
        (part.size() == 3 && part > "255")) {
      return false;
    }
    ++numbers;
    if (end == host.size()) return numbers == 4;
    host.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

bool isLoopbackHost(std::string_view host) {
  return equalIgnoringCase(host, "localhost") || host == "[::1]" || host == "::1" ||
         (host.starts_with("127.") && isDottedQuad(host));
}

std::string findUrlProblem(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view(url.data(), url.size()));
  if (parsed.has_error()) return "is not an absolute URL; write https://host/path";
  const boost::urls::url_view view = parsed.value();
  // Boost.URL 1.81 reads 127.0.0.1.example.com as host 127.0.0.1 with the rest as path, although a
  // path behind a host begins with '/' (RFC 3986 section 3.3).
  const auto path = view.encoded_path();
  if (!path.empty() && path.front() != '/') return "names no usable host; write https://host/path";
  if (view.has_port() && !view.port().empty() && view.port_number() == 0) {
    return "names no usable port; write one from 1 to 65535";
  }
  const std::string host(view.encoded_host().data(), view.encoded_host().size());
  if (host.empty()) return "names no host; write https://host/path";
  if (view.has_userinfo()) return "holds a user name; remove what stands before '@'";
  if (view.has_fragment()) return "holds a fragment; remove '#' and what follows";
  if (view.scheme_id() == boost::urls::scheme::https) return "";
  if (view.scheme_id() == boost::urls::scheme::http && isLoopbackHost(host)) return "";
  return "may only be https (http only to localhost, 127.0.0.0/8 and [::1]); write https://";
}

}  // namespace patchbay
