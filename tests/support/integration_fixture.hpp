#pragma once

#include <boost/asio/io_context.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "core/integration_oauth.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_http_client.hpp"
#include "tests/support/memory_integration_store.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {

/// A log that keeps nothing.
class SilentLog final : public Log {
 public:
  void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
  void writeLines(std::string_view) override {}
};

/// A host of one integration, without network, database or waiting: script the provider's answers
/// into `http`, drive the integration through its public flow, look at `http.requests()`.
class IntegrationFixture {
 public:
  explicit IntegrationFixture(Settings settings);

  const IntegrationContext& context() const { return context_; }
  /// Where `run` runs things.
  Executor executor() { return executorOf(io_); }

  /// Runs one coroutine, and what it started, to the end on this thread.
  template <typename Result>
  Result run(awaitable<Result> operation) {
    return testing::runOn(io_, std::move(operation));
  }

  /// The login and the callback of a browser that got a code from the provider. The answers of the
  /// token call and of what follows must be scripted before.
  CallbackResult connect(IntegrationOAuth& integration, std::string workspace_id,
                         std::string code = "code-1");
  /// `getIntegrationAccess` for a workspace's only tenant.
  IntegrationAccess access(IntegrationOAuth& integration, std::string workspace_id);

 private:
  Settings settings_;
  SilentLog log_;
  boost::asio::io_context io_;

 public:
  FakeClock clock;
  FakeHttpClient http;
  MemoryIntegrationStore store{clock};

 private:
  RefreshCoordinator refresh_{store, clock, log_, io_.get_executor()};
  HandOutMemory memory_;
  IntegrationContext context_;
};

/// A parameter of a URL's query, decoded; empty when it is absent.
std::string queryParameter(const std::string& url, std::string_view name);

}  // namespace patchbay::testing
