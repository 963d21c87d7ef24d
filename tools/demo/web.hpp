#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <string>

#include "core/http/http_client.hpp"

namespace patchbay::demo {

/// Sends requests and waits for the answers, with core's own client.
class Web {
 public:
  Web();

  http::HttpResponse send(http::HttpRequest request);
  http::HttpResponse get(const std::string& url, const std::string& bearer = "");
  http::HttpResponse post(const std::string& url, const boost::json::object& body,
                          const std::string& bearer = "");
  http::HttpResponse put(const std::string& url, const boost::json::object& body,
                         const std::string& bearer = "");

 private:
  http::HttpResponse sendJson(const std::string& method, const std::string& url,
                              const boost::json::object& body, const std::string& bearer);

  std::unique_ptr<http::HttpClient> client_;
};

/// What a browser does for the flow: it keeps cookies (by host) and follows redirects.
class Browser {
 public:
  explicit Browser(Web& web) : web_(web) {}

  /// The page at the end of all redirects.
  http::HttpResponse open(std::string url);
  /// One answer, be it a redirect.
  http::HttpResponse openOnce(const std::string& url);

 private:
  void keepCookies(const std::string& url, const http::HttpResponse& answer);

  Web& web_;
  std::map<std::string, std::map<std::string, std::string>> cookies_;  ///< by origin and name
};

/// The JSON of an answer; `null` when it is none.
boost::json::value jsonOf(const http::HttpResponse& answer);

/// A member of a JSON object as text; empty when it is no text.
std::string textOf(const boost::json::value& object, const std::string& name);

/// `url`'s scheme and authority.
std::string originOf(const std::string& url);

/// The target of the first link of a page that has `part` in it, absolute; empty when none has.
std::string findLink(const std::string& page, const std::string& part, const std::string& base);

}  // namespace patchbay::demo
