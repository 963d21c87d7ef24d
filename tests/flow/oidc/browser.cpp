#include "tests/flow/oidc/browser.hpp"

#include <stdexcept>
#include <utility>

#include "tests/support/http_calls.hpp"

namespace patchbay::testing {

namespace {

constexpr int kMostPages = 20;

std::string originOf(const std::string& url) {
  return url.substr(0, url.find('/', url.find("://") + 3));
}

std::string resolve(const std::string& base, std::string_view location) {
  if (!location.starts_with('/')) return std::string(location);
  return originOf(base) + std::string(location);
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

Browser::Browser(http::HttpClient& client, std::string user)
    : client_(client), user_(std::move(user)) {}

std::string Browser::walk(std::string url, const std::string& end) {
  std::string form;
  for (int page = 0; page < kMostPages; ++page) {
    const http::HttpResponse response = open(form.empty() ? "GET" : "POST", url, form);
    form.clear();
    if (const auto location = response.headers.find("Location")) {
      url = resolve(url, *location);
      if (url.starts_with(end)) return url;
    } else {
      form = formFor(response.body);
    }
  }
  throw std::runtime_error("the browser was sent round in circles, last to " + url);
}

http::HttpResponse Browser::open(const std::string& method, const std::string& url,
                                 const std::string& form) {
  http::HttpRequest request(method, url);
  std::string cookies;
  for (const auto& [name, value] : cookies_) cookies += name + "=" + value + "; ";
  if (!cookies.empty()) request.headers.add("Cookie", cookies.substr(0, cookies.size() - 2));
  if (!form.empty()) request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = form;
  http::HttpResponse response = send(client_, std::move(request));
  keepCookies(response);
  return response;
}

// Names are enough to tell this server's cookies apart: a later one of the same name belongs to a
// later page.
void Browser::keepCookies(const http::HttpResponse& response) {
  for (const auto& [name, value] : response.headers.all()) {
    if (name != "Set-Cookie") continue;
    const std::string pair = value.substr(0, value.find(';'));
    const auto equals = pair.find('=');
    const std::string text = pair.substr(equals + 1);
    if (text.empty()) cookies_.erase(pair.substr(0, equals));
    if (!text.empty()) cookies_[pair.substr(0, equals)] = text;
  }
}

std::string Browser::formFor(const std::string& page) const {
  if (contains(page, "name=\"prompt\" value=\"login\"")) {
    return "prompt=login&login=" + user_ + "&password=x";
  }
  if (contains(page, "name=\"prompt\" value=\"consent\"")) return "prompt=consent";
  throw std::runtime_error("the browser met a page that it does not know: " + page);
}

}  // namespace patchbay::testing
