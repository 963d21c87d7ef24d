#include "tests/support/browser_walk.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <regex>
#include <stdexcept>

#include "core/base/letter_case.hpp"
#include "core/http/form.hpp"
#include "tests/support/http_calls.hpp"

namespace patchbay::testing {
namespace {

constexpr int kMostRedirects = 10;

std::string hostOf(const std::string& url) {
  return std::string(boost::urls::parse_uri(url).value().encoded_host());
}

std::string pathOf(const std::string& url) {
  const std::string path(boost::urls::parse_uri(url).value().encoded_path());
  return path.empty() ? "/" : path;
}

std::string resolved(const std::string& base, const std::string& reference) {
  boost::urls::url url;
  const auto done = boost::urls::resolve(boost::urls::parse_uri(base).value(),
                                         boost::urls::parse_uri_reference(reference).value(), url);
  if (!done) throw std::runtime_error("cannot resolve " + reference + " against " + base);
  url.remove_fragment();
  return std::string(url.buffer());
}

std::string unescaped(std::string text) {
  constexpr std::pair<std::string_view, std::string_view> kEntities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, letter] : kEntities) {
    for (std::size_t at = text.find(entity); at != std::string::npos;
         at = text.find(entity, at + letter.size())) {
      text.replace(at, entity.size(), letter);
    }
  }
  return text;
}

std::string attribute(const std::string& tag, const std::string& name) {
  std::smatch found;
  const std::regex pattern("\\s" + name + "=\"([^\"]*)\"");
  return std::regex_search(tag, found, pattern) ? unescaped(found[1]) : std::string();
}

struct Form {
  std::string action;
  BrowserWalk::Fields fields;
};

void readInput(const std::string& tag, Form& form) {
  const std::string type = attribute(tag, "type");
  const bool chosen = std::regex_search(tag, std::regex("\\schecked\\b"));
  const bool optional = type == "radio" || type == "checkbox";
  if (attribute(tag, "name").empty() || (optional && !chosen)) return;
  form.fields.emplace_back(attribute(tag, "name"), attribute(tag, "value"));
}

Form readForm(const std::string& html) {
  const std::size_t begin = html.find("<form");
  if (begin == std::string::npos) throw std::runtime_error("the page has no form: " + html);
  const std::string text = html.substr(begin, html.find("</form>", begin) - begin);
  Form form;
  form.action = attribute(text.substr(0, text.find('>')), "action");
  const std::regex input("<input\\s[^>]*>");
  for (std::sregex_iterator tag(text.begin(), text.end(), input), end; tag != end; ++tag) {
    readInput(tag->str(), form);
  }
  return form;
}

void put(BrowserWalk::Fields& fields, const std::pair<std::string, std::string>& wanted) {
  for (auto& field : fields) {
    if (field.first != wanted.first) continue;
    field.second = wanted.second;
    return;
  }
  fields.push_back(wanted);
}

bool isRedirect(unsigned status) { return status == 302 || status == 303 || status == 307; }

}  // namespace

BrowserPage BrowserWalk::open(const std::string& url) { return follow({"GET", url}); }

BrowserPage BrowserWalk::submit(const BrowserPage& page, const Fields& fields) {
  Form form = readForm(page.body);
  for (const auto& field : fields) put(form.fields, field);
  http::HttpRequest request("POST", resolved(page.url, form.action));
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = http::encodeForm(form.fields);
  return follow(std::move(request));
}

BrowserPage BrowserWalk::signedIn(const std::string& url) {
  BrowserPage page = open(url);
  const bool asks = page.body.find("name=\"password\"") != std::string::npos;
  return asks ? submit(page) : page;
}

BrowserPage BrowserWalk::giveAccess(const std::string& url, std::string_view company) {
  return submit(signedIn(url), {{"company", std::string(company)},
                                {"organisation", std::string(company)},
                                {"decision", "allow"}});
}

BrowserPage BrowserWalk::refuseAccess(const std::string& url) {
  return submit(signedIn(url), {{"decision", "deny"}});
}

BrowserPage BrowserWalk::follow(http::HttpRequest request) {
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    const std::string url = request.url;
    http::HttpResponse response = fetch(std::move(request));
    const auto location = response.headers.find("Location");
    if (!isRedirect(response.status) || !location) {
      return {url, response.status, response.headers, response.body};
    }
    const std::string next = resolved(url, std::string(*location));
    if (!stop_before_.empty() && next.starts_with(stop_before_)) {
      return {next, response.status, response.headers, response.body};
    }
    request = http::HttpRequest("GET", next);
  }
  throw std::runtime_error("too many redirects, the last one to " + trail_.back());
}

http::HttpResponse BrowserWalk::fetch(http::HttpRequest request) {
  const std::string url = request.url;
  const std::string cookies = cookiesFor(url);
  if (!cookies.empty()) request.headers.add("Cookie", cookies);
  request.headers.add("Accept", "text/html");
  trail_.push_back(url);
  http::HttpResponse response = send(client_, std::move(request));
  keepCookies(url, response);
  return response;
}

std::string BrowserWalk::cookiesFor(const std::string& url) const {
  std::string text;
  for (const auto& [key, cookie] : cookies_) {
    if (key.first != hostOf(url) || !pathOf(url).starts_with(cookie.path)) continue;
    text += (text.empty() ? "" : "; ") + key.second + "=" + cookie.value;
  }
  return text;
}

void BrowserWalk::keepCookies(const std::string& url, const http::HttpResponse& response) {
  for (const auto& [name, value] : response.headers.all()) {
    if (equalIgnoringCase(name, "Set-Cookie")) keepCookie(hostOf(url), value);
  }
}

void BrowserWalk::keepCookie(const std::string& host, std::string_view text) {
  const std::string_view pair = text.substr(0, text.find(';'));
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return;
  const std::string attributes(text);
  std::smatch path;
  const bool has_path =
      std::regex_search(attributes, path, std::regex(";\\s*path=([^;]*)", std::regex::icase));
  const bool ended =
      std::regex_search(attributes, std::regex(";\\s*max-age=0\\b", std::regex::icase));
  const std::pair<std::string, std::string> key(host, std::string(pair.substr(0, equals)));
  if (ended) {
    cookies_.erase(key);
  } else {
    cookies_[key] = {std::string(pair.substr(equals + 1)), has_path ? path[1].str() : "/"};
  }
}

std::optional<std::string> BrowserWalk::cookie(const std::string& host,
                                               const std::string& name) const {
  const auto found = cookies_.find({host, name});
  if (found == cookies_.end()) return std::nullopt;
  return found->second.value;
}

}  // namespace patchbay::testing
