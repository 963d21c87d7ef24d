#pragma once

#include <string>

#include "core/http/router.hpp"
#include "host/routes/connect_sessions.hpp"
#include "host/routes/host_services.hpp"

namespace patchbay::host {

/// What a person's browser sees: the connect page, the way to the provider, the way back.
///
/// The connect session in the address is the only right a browser has; it travels in no `Referer`
/// (`web::protect`) and in no log line.
class BrowserRoutes {
 public:
  BrowserRoutes(const HostServices& services, ConnectSessions& sessions)
      : services_(services), sessions_(sessions) {}

  void addTo(http::Router& router);

 private:
  using Page = awaitable<http::ServerResponse> (BrowserRoutes::*)(http::ServerRequest);
  void add(http::Router& router, std::string_view method, std::string_view pattern, Page page);
  awaitable<http::ServerResponse> answer(Page page, http::ServerRequest request);

  awaitable<http::ServerResponse> connect(http::ServerRequest request);
  awaitable<http::ServerResponse> login(http::ServerRequest request);
  awaitable<http::ServerResponse> callback(http::ServerRequest request);
  awaitable<http::ServerResponse> chooseTenant(http::ServerRequest request);
  http::ServerResponse choicePage(const CallbackResult& result, const IntegrationOAuth& integration,
                                  const std::string& login_id) const;
  http::ServerResponse endOfLogin(const CallbackResult& result, const IntegrationOAuth& integration,
                                  const std::string& request_id) const;
  void reportFailure(const IntegrationError& failure, const IntegrationOAuth& integration,
                     const std::string& request_id) const;
  std::string loginCookie(const std::string& login_id, const std::string& value, int max_age,
                          const IntegrationOAuth& integration) const;

  const HostServices& services_;
  ConnectSessions& sessions_;
};

/// `url` with parameters added to its query, in front of a fragment.
std::string withParameters(const std::string& url, const oauth::Parameters& parameters);

}  // namespace patchbay::host
