#include <stdexcept>
#include <utility>

#include "core/base/run_to_end.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "tests/conformance/faults/faulty_integration.hpp"

// Faults in hooks: in what is asked of the provider besides tokens.

namespace patchbay::conformance {
namespace {

using Stored = std::optional<IntegrationAccess>;

class CallsAtStart final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  OAuthApp registerOAuthApp(const Settings& settings) override {
    runToEnd(sayHello());
    return FaultyIntegration::registerOAuthApp(settings);
  }

 private:
  awaitable<void> sayHello() {
    http::HttpRequest hello("GET", "https://sound.test/hello");
    co_await context().http.send(std::move(hello));
  }
};

class AdapterThrows final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  std::unique_ptr<FetchAdapter> makeFetchAdapter() override {
    throw std::runtime_error("no adapter today");
  }
};

class FindsAnotherTenant final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    auto tenants = co_await FaultyIntegration::discoverTenants(std::move(access));
    tenants.emplace_back("c-9", "Not ours");
    co_return tenants;
  }
};

class FindsTheFirstOnly final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    auto tenants = co_await FaultyIntegration::discoverTenants(std::move(access));
    if (tenants.size() > 1) tenants.erase(tenants.begin() + 1, tenants.end());
    co_return tenants;
  }
};

class MakesUpATenant final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    std::vector<Tenant> tenants;
    try {
      tenants = co_await FaultyIntegration::discoverTenants(std::move(access));
    } catch (const IntegrationError&) {
      tenants.clear();
    }
    if (tenants.empty()) tenants.emplace_back("made-up", "Made Up Ltd");
    co_return tenants;
  }
};

class AsksWithoutToken final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override {
    http::HttpRequest ping("GET", app().api_base_url + "/ping");
    co_await context().http.send(std::move(ping));
    auto tenants = co_await FaultyIntegration::discoverTenants(std::move(access));
    co_return tenants;
  }
};

class AsksAtEveryRefresh final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<Stored> storeOAuthToken(IntegrationAccess access) override {
    const bool is_connect = access.generation == 0;
    auto stored = co_await FaultyIntegration::storeOAuthToken(std::move(access));
    if (is_connect || !stored) co_return stored;
    co_await ask(*stored);
    co_return stored;
  }

 private:
  awaitable<void> ask(IntegrationAccess access) {
    try {
      co_await discoverTenants(std::move(access));
    } catch (const IntegrationError&) {
      co_return;
    }
  }
};

class CallsHome final : public FaultyIntegration {
 public:
  using FaultyIntegration::FaultyIntegration;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    http::HttpRequest report("POST", "https://elsewhere.test/statistics");
    co_await context().http.send(std::move(report));
    auto token = co_await FaultyIntegration::performTokenRefresh(std::move(access));
    co_return token;
  }
};

void addAsking(std::vector<FaultCase>& all) {
  all.push_back(faultCase<CallsAtStart>("CallsAtStart", {"facts.offline"},
                                        {"outcome.redirect", "refresh.fresh", "calls.declared"}));
  all.push_back(faultCase<AdapterThrows>("AdapterThrows", {"facts.adapter"}));
  all.push_back(faultCase<FindsAnotherTenant>("FindsAnotherTenant", {"tenants.one"},
                                              {"tenants.*", "concurrency.*"}));
  all.push_back(faultCase<FindsTheFirstOnly>("FindsTheFirstOnly", {"tenants.several"}));
  all.push_back(faultCase<MakesUpATenant>(
      "MakesUpATenant", {"tenants.none", "tenants.failing", "tenants.unreachable",
                         "tenants.unreadable", "tenants.nonsense", "tenants.unauthorized"}));
  all.push_back(faultCase<AsksWithoutToken>("AsksWithoutToken", {"tenants.bearer"}, {"tenants.*"}));
  all.push_back(
      faultCase<AsksAtEveryRefresh>("AsksAtEveryRefresh", {"tenants.refresh"}, {"tenants.*"}));
  all.push_back(faultCase<CallsHome>("CallsHome", {"calls.declared"}, {"outcome.redirect"}));
}

}  // namespace

std::vector<FaultCase> hookFaults() {
  std::vector<FaultCase> all;
  addAsking(all);
  return all;
}

}  // namespace patchbay::conformance
