#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/plugin/integration_registry.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "tests/flow/oidc/authorization_server.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {

/// The real client, whose answers a test may spoil on their way back.
class SpoilingClient final : public http::HttpClient {
 public:
  using Spoil = std::function<void(http::HttpResponse&)>;

  explicit SpoilingClient(http::HttpClient& real) : real_(real) {}

  awaitable<http::HttpResponse> send(http::HttpRequest request) override;
  /// From now on answers to URLs that end in `path` pass through `spoil`, which may throw.
  void spoil(std::string path, Spoil spoil);
  void spoilNothing() { spoil_ = nullptr; }

 private:
  http::HttpClient& real_;
  std::string path_;
  Spoil spoil_;
};

/// A host without its HTTP surface: the plugin as the registry loads it, the real client, a SQLite
/// store, and a clock that starts now and is moved by hand.
class OidcHost {
 public:
  OidcHost();
  ~OidcHost();

  IntegrationOAuth& integration() { return *integration_; }
  IntegrationStore& store() { return *store_; }
  http::HttpClient& client() { return *client_; }
  const AuthorizationServer& server() const { return *server_; }

  /// Login, the browser's way, callback. `divert` may change the address that the browser is sent
  /// to at first, `divert_back` the one with which it comes back.
  using Divert = std::function<void(std::string& url)>;
  CallbackResult connect(const Divert& divert = {}, const Divert& divert_back = {});
  IntegrationAccess access(Seconds min_ttl = Seconds(60));
  /// `access`, by so many callers at the same time.
  std::vector<IntegrationAccess> accessByMany(int callers);
  /// The code with which `access` fails; empty when it does not.
  std::optional<IntegrationError> accessFailure();
  std::vector<IntegrationAccess> stored();

  /// A POST to the server's token endpoint with our credentials, past the framework.
  http::HttpResponse askServer(const oauth::Parameters& parameters);
  /// How often the server answered that method and path so far.
  int answered(const std::string& method, const std::string& path);

  template <typename Result>
  Result run(awaitable<Result> operation) {
    return testing::runOn(io_, std::move(operation));
  }

  FakeClock clock;
  std::unique_ptr<SpoilingClient> spoiling;

 private:
  std::filesystem::path folder_;
  SilentLog log_;
  boost::asio::io_context io_;
  std::unique_ptr<AuthorizationServer> server_;
  std::unique_ptr<http::HttpClient> client_;
  std::unique_ptr<IntegrationStore> store_;
  std::unique_ptr<RefreshCoordinator> refresh_;
  HandOutMemory memory_;
  std::unique_ptr<Settings> settings_;
  std::unique_ptr<IntegrationRegistry> registry_;
  IntegrationOAuth* integration_ = nullptr;
};

}  // namespace patchbay::testing
