#pragma once

#include <boost/json/value.hpp>
#include <memory>
#include <string>

#include "core/base/awaitable.hpp"
#include "core/http/http_client.hpp"
#include "tests/support/browser_walk.hpp"

namespace patchbay::testing {

/// What a backend gets from the host.
struct Answer {
  unsigned status = 0;
  boost::json::value json;

  std::string text(std::string_view member) const;
};

/// A backend and its customer's browser, facing one host and one of its integrations.
class FlowClient {
 public:
  FlowClient(std::uint16_t port, std::string api_key, std::string integration = "gusto");

  /// Opens a connect session and its page. @returns the address behind "Connect ...".
  std::string loginLink(const std::string& workspace);
  /// Opens a connect session, walks the browser through the sandbox, and returns the last page.
  BrowserPage connect(const std::string& workspace, std::string_view company);
  /// The same, but the provider sends the browser back to another host.
  BrowserPage connectBackTo(std::uint16_t port, const std::string& workspace,
                            std::string_view company);
  /// The same, but the customer refuses.
  BrowserPage refuse(const std::string& workspace);

  Answer token(const std::string& workspace, const std::string& query = "");
  /// What stands below the workspace's integration, e.g. `data?from_date=2025-01-01`.
  Answer look(const std::string& workspace, const std::string& what);
  Answer chooseTenant(const std::string& workspace, std::string_view tenant_id);
  Answer state(const std::string& workspace);
  Answer disconnect(const std::string& workspace);
  Answer call(std::string method, const std::string& path, std::string body = "");

  /// The same as `token`, for many at once.
  awaitable<Answer> awaitToken(std::string workspace);

 private:
  std::string below(const std::string& workspace, const std::string& what) const;
  std::string openLogin(BrowserWalk& browser, const std::string& workspace);
  http::HttpRequest request(std::string method, const std::string& path) const;

  std::string base_;
  std::string api_key_;
  std::string integration_;
  std::unique_ptr<http::HttpClient> http_;
};

}  // namespace patchbay::testing
