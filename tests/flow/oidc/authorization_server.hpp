#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace patchbay::testing {

/// npm's oidc-provider in a process of its own, as `server.mjs` sets it up; ends with this object.
class AuthorizationServer {
 public:
  static constexpr const char* kClientId = "patchbay";
  static constexpr const char* kClientSecret = "a secret: 100 % + more";

  /// @param redirect_uris  of a loopback one any port will do.
  /// @throws std::runtime_error when node does not start it; node says why on standard error.
  explicit AuthorizationServer(const std::vector<std::string>& redirect_uris);
  ~AuthorizationServer();
  AuthorizationServer(const AuthorizationServer&) = delete;
  AuthorizationServer& operator=(const AuthorizationServer&) = delete;

  /// `http://127.0.0.1:<port>`, the base of all its endpoints.
  const std::string& issuer() const { return issuer_; }

 private:
  void start(const std::vector<std::string>& redirect_uris);
  std::string readLine();
  void stop();

  pid_t process_ = -1;
  int to_server_ = -1;
  int from_server_ = -1;
  std::string issuer_;
};

}  // namespace patchbay::testing
