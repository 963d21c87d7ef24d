#pragma once

#include <map>
#include <string>

#include "core/http/http_client.hpp"

namespace patchbay::testing {

/// The end user's browser: follows redirects, keeps cookies, fills in the forms of
/// oidc-provider's login and consent pages.
class Browser {
 public:
  /// @param user  whoever signs in; any name does.
  Browser(http::HttpClient& client, std::string user);

  /// Opens a page and does what it asks for, until it is sent to an address that begins with `end`.
  /// @returns that address, which is not opened.
  /// @throws std::runtime_error when the way ends elsewhere.
  std::string walk(std::string url, const std::string& end);

  /// One page, with the cookies so far.
  http::HttpResponse open(const std::string& method, const std::string& url,
                          const std::string& form);

 private:
  void keepCookies(const http::HttpResponse& response);
  std::string formFor(const std::string& page) const;

  http::HttpClient& client_;
  std::string user_;
  std::map<std::string, std::string> cookies_;
};

}  // namespace patchbay::testing
