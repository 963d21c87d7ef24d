#include "tools/demo/web.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "core/base/run_to_end.hpp"

namespace patchbay::demo {
namespace {

constexpr int kMostRedirects = 10;

std::string unescapeHtml(std::string text) {
  constexpr std::string_view kAmpersand = "&amp;";
  for (std::size_t at = 0; (at = text.find(kAmpersand, at)) != std::string::npos; ++at) {
    text.replace(at, kAmpersand.size(), "&");
  }
  return text;
}

bool isRedirect(const http::HttpResponse& answer) { return answer.status / 100 == 3; }

}  // namespace

Web::Web() : client_(http::makeHttpClient({})) {}

http::HttpResponse Web::send(http::HttpRequest request) {
  return runToEnd(client_->send(std::move(request)));
}

http::HttpResponse Web::get(const std::string& url, const std::string& bearer) {
  http::HttpRequest request("GET", url);
  if (!bearer.empty()) request.headers.add("Authorization", "Bearer " + bearer);
  return send(std::move(request));
}

http::HttpResponse Web::post(const std::string& url, const boost::json::object& body,
                             const std::string& bearer) {
  return sendJson("POST", url, body, bearer);
}

http::HttpResponse Web::put(const std::string& url, const boost::json::object& body,
                            const std::string& bearer) {
  return sendJson("PUT", url, body, bearer);
}

http::HttpResponse Web::sendJson(const std::string& method, const std::string& url,
                                 const boost::json::object& body, const std::string& bearer) {
  http::HttpRequest request(method, url);
  request.headers.add("Content-Type", "application/json");
  if (!bearer.empty()) request.headers.add("Authorization", "Bearer " + bearer);
  request.body = boost::json::serialize(body);
  return send(std::move(request));
}

http::HttpResponse Browser::open(std::string url) {
  http::HttpResponse answer = openOnce(url);
  for (int hop = 0; isRedirect(answer) && hop < kMostRedirects; ++hop) {
    const std::string location(answer.headers.find("Location").value_or(""));
    url = location.starts_with('/') ? originOf(url) + location : location;
    answer = openOnce(url);
  }
  return answer;
}

http::HttpResponse Browser::openOnce(const std::string& url) {
  http::HttpRequest request("GET", url);
  std::string jar;
  for (const auto& [name, value] : cookies_[originOf(url)]) {
    jar += (jar.empty() ? "" : "; ") + name + "=" + value;
  }
  if (!jar.empty()) request.headers.add("Cookie", jar);
  http::HttpResponse answer = web_.send(std::move(request));
  keepCookies(url, answer);
  return answer;
}

void Browser::keepCookies(const std::string& url, const http::HttpResponse& answer) {
  const std::string cookie(answer.headers.find("Set-Cookie").value_or(""));
  const auto equals = cookie.find('=');
  if (equals == std::string::npos) return;
  const std::string value = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
  cookies_[originOf(url)][cookie.substr(0, equals)] = value;
}

boost::json::value jsonOf(const http::HttpResponse& answer) {
  boost::json::error_code error;
  return boost::json::parse(answer.body, error);
}

std::string textOf(const boost::json::value& object, const std::string& name) {
  const auto* const members = object.if_object();
  const auto* const member = members == nullptr ? nullptr : members->if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : "";
}

std::string originOf(const std::string& url) {
  return url.substr(0, url.find('/', url.find("://") + 3));
}

std::string findLink(const std::string& page, const std::string& part, const std::string& base) {
  constexpr std::string_view kMark = "href=\"";
  for (auto mark = page.find(kMark); mark != std::string::npos; mark = page.find(kMark, mark + 1)) {
    const auto begin = mark + kMark.size();
    const std::string target = unescapeHtml(page.substr(begin, page.find('"', begin) - begin));
    if (target.find(part) == std::string::npos) continue;
    return target.starts_with('/') ? originOf(base) + target : target;
  }
  return "";
}

}  // namespace patchbay::demo
