#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/http/http_client.hpp"

namespace patchbay::testing {

/// What a browser shows in the end.
struct BrowserPage {
  std::string url;  ///< where it came from, after all redirects
  unsigned status = 0;
  http::HeaderFields headers;
  std::string body;
};

/// A browser without eyes: follows redirects, keeps cookies, fills in the sandbox's forms. Blocks.
class BrowserWalk {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  /// `client` must outlive the walk.
  explicit BrowserWalk(http::HttpClient& client) : client_(client) {}

  /// Opens an absolute URL and follows redirects, 10 at most.
  BrowserPage open(const std::string& url);

  /// Sends the page's first form with what it holds (texts, hidden fields, the chosen radio button)
  /// and `fields` over it, as a browser would when the button `fields` names is pressed.
  /// @throws std::runtime_error when the page has no form.
  BrowserPage submit(const BrowserPage& page, const Fields& fields = {});

  /// The whole consent at the sandbox: opens `url`, signs in if asked to, gives access to the
  /// company or organisation. @returns the page that the application shows afterwards.
  BrowserPage giveAccess(const std::string& url, std::string_view company);
  /// The same, but refuses.
  BrowserPage refuseAccess(const std::string& url);

  /// Stops before a redirect to a URL that begins so; `BrowserPage::url` is then that URL and the
  /// status that of the redirect. For places where nobody listens.
  void stopBefore(std::string prefix) { stop_before_ = std::move(prefix); }

  /// Every URL that was requested, in order.
  const std::vector<std::string>& trail() const { return trail_; }
  std::optional<std::string> cookie(const std::string& host, const std::string& name) const;
  void forgetCookies() { cookies_.clear(); }

 private:
  struct Cookie {
    std::string value;
    std::string path;
  };

  BrowserPage signedIn(const std::string& url);
  BrowserPage follow(http::HttpRequest request);
  http::HttpResponse fetch(http::HttpRequest request);
  std::string cookiesFor(const std::string& url) const;
  void keepCookies(const std::string& url, const http::HttpResponse& response);
  void keepCookie(const std::string& host, std::string_view text);

  http::HttpClient& client_;
  std::map<std::pair<std::string, std::string>, Cookie> cookies_;  ///< by host and name
  std::vector<std::string> trail_;
  std::string stop_before_;
};

}  // namespace patchbay::testing
