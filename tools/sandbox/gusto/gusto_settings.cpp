#include "tools/sandbox/gusto/gusto_settings.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>

#include "core/base/settings.hpp"

namespace patchbay::sandbox::gusto {
namespace {

bool isLoopbackUri(std::string_view uri) {
  const auto parsed = boost::urls::parse_uri(uri);
  return parsed && parsed->scheme() == "http" && !parsed->has_fragment() &&
         isLoopbackHost(std::string(parsed->encoded_host()));
}

}  // namespace

const Application* GustoSettings::findApplication(std::string_view client_id) const {
  const auto found = std::find_if(
      applications.begin(), applications.end(),
      [client_id](const Application& application) { return application.client_id == client_id; });
  return found == applications.end() ? nullptr : &*found;
}

bool GustoSettings::acceptsRedirect(std::string_view uri) const {
  if (std::find(redirect_uris.begin(), redirect_uris.end(), uri) != redirect_uris.end())
    return true;
  return any_loopback_redirect && isLoopbackUri(uri);
}

bool holdsScope(std::string_view scopes, std::string_view wanted) {
  while (!scopes.empty()) {
    const std::size_t end = scopes.find(' ');
    if (scopes.substr(0, end) == wanted) return true;
    scopes.remove_prefix(end == std::string_view::npos ? scopes.size() : end + 1);
  }
  return false;
}

}  // namespace patchbay::sandbox::gusto
