#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/http/http_client.hpp"
#include "host/host_application.hpp"
#include "tests/support/fake_http_client.hpp"
#include "tests/support/memory_integration_store.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/shifted_clock.hpp"

namespace patchbay::testing {

/// A whole host in this process, on a port of its own, with the provider Acme, whose answers the
/// test scripts into `acme`. What a browser or a backend does goes over a real socket.
class RunningHost {
 public:
  explicit RunningHost(std::map<std::string, std::string> settings = {});
  ~RunningHost();

  /// Another store than the one in memory. Before all else.
  void keepIn(std::unique_ptr<IntegrationStore> store);
  /// Other facts of Acme. Before `start`.
  void changeAcme(std::function<void(OAuthApp&)> change) { change_ = std::move(change); }
  /// The plugins of this folder instead of Acme. Before `start`.
  void loadFrom(const std::string& plugin_folder) { plugin_folder_ = plugin_folder; }
  /// Another clock than `clock`. Before all else.
  void goBy(const Clock& other) { time_ = &other; }
  /// How long `/readyz` waits for the database. Before `start`.
  void waitForReadiness(Milliseconds patience) { ready_patience_ = patience; }

  struct Key {
    std::vector<std::string> workspaces;
    std::vector<std::string> operations;
    std::optional<TimePoint> expires_at = std::nullopt;
  };
  /// A new API key. Before `start`: later ones are taken over within a second.
  std::string addKey(const Key& key);
  void start();

  /// One request. `path` begins with `/`.
  http::HttpResponse send(const std::string& method, const std::string& path,
                          const std::map<std::string, std::string>& headers = {},
                          const std::string& body = "");
  /// The same with an API key; a body is sent as JSON.
  http::HttpResponse call(const std::string& key, const std::string& method,
                          const std::string& path, const std::string& body = "");

  /// The path of a fresh connect page.
  std::string openSession(const std::string& key, const std::string& workspace,
                          const std::string& more_members = "");

  /// What a browser brings back from the provider: the callback's path and the login's cookie.
  struct Login {
    std::string callback;  ///< path and query, with a code
    std::string cookie;    ///< `name=value`
    std::string set_cookie;
    std::string state;
  };
  /// Presses the first button of the connect page.
  Login beginLogin(const std::string& connect_path);
  /// The whole browser's part. `number` tells pairs apart: access token `access-<number>`.
  http::HttpResponse connect(const std::string& key, const std::string& workspace,
                             const std::string& number = "1");
  void scriptPair(const std::string& number, int expires_in = 7200);
  void scriptCompany(const std::string& id = "company-1");

  const std::string& url() const { return application_->publicUrl(); }
  host::HostApplication& application() { return *application_; }

  ShiftedClock clock;
  RecordingLog log;
  IntegrationStore* store = nullptr;  ///< the host's, once started
  FakeHttpClient* acme = nullptr;

 private:
  std::map<std::string, std::string> settings_;
  const Clock* time_ = &clock;
  Milliseconds ready_patience_ = host::HostParts().ready_patience;
  std::function<void(OAuthApp&)> change_;
  std::string plugin_folder_;
  std::unique_ptr<IntegrationStore> store_;
  std::unique_ptr<FakeHttpClient> provider_;
  std::unique_ptr<host::HostApplication> application_;
  std::unique_ptr<http::HttpClient> client_;
};

/// The body of a JSON answer.
boost::json::value bodyOf(const http::HttpResponse& answer);

/// The value of a field of a page's form; empty when the page has none of that name.
std::string formField(const http::HttpResponse& page, const std::string& name);

/// A header of an answer; empty when absent.
std::string headerOf(const http::HttpResponse& answer, std::string_view name);

}  // namespace patchbay::testing
