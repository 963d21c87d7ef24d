#pragma once

#include <string>

#include "core/http/http_client.hpp"
#include "tools/demo/customer.hpp"
#include "tools/demo/stage.hpp"
#include "tools/demo/web.hpp"

namespace patchbay::demo {

/// The story of one connection: connect, use, expire, refresh, revoke, reconnect. Each step prints
/// what happens and what came of it.
class ConnectionStory {
 public:
  explicit ConnectionStory(const Stage& stage);

  /// @throws std::runtime_error naming the step that did not hold.
  void tell();

 private:
  void connect();
  void useToken();
  void letTokenExpire();
  void getFreshToken();
  void revokeAtProvider();
  void seeReconnectNeeded();
  void reconnect();
  void seeHealed();

  http::HttpResponse askForToken();
  http::HttpResponse listEmployees();

  const Stage& stage_;
  Customer customer_;
  Web web_;
  std::string token_;
  std::string company_;
  std::string reconnect_url_;
};

}  // namespace patchbay::demo
