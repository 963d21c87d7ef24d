#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/run_to_end.hpp"
#include "core/store/integration_store.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {

/// An empty database with two hosts on it.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual IntegrationStore& store() = 0;
  virtual IntegrationStore& otherHost() = 0;
};

/// What every `IntegrationStore` promises. An implementation includes
/// `integration_store_contract_tests.hpp` in one file and instantiates the suite with a function
/// that makes a `StoreUnderTest`.
class IntegrationStoreContract
    : public ::testing::TestWithParam<std::function<std::unique_ptr<StoreUnderTest>()>> {
 protected:
  IntegrationStore& store() { return under_test_->store(); }
  IntegrationStore& otherHost() { return under_test_->otherHost(); }

 private:
  std::unique_ptr<StoreUnderTest> under_test_ = GetParam()();
};

constexpr TimePoint kNow = TimePoint(Milliseconds(1'767'225'600'123));
constexpr Milliseconds kLease(60'000);

inline IntegrationAccessToken makeToken(const std::string& name) {
  IntegrationAccessToken token;
  token.access_token = Secret("access-" + name);
  token.refresh_token = Secret("refresh-" + name);
  token.id_token = Secret("id-" + name);
  token.scope = "read write";
  token.expires_at = kNow + Seconds(7200);
  return token;
}

inline IntegrationAccess makeAccess(const std::string& workspace, const std::string& name,
                                    const std::string& integration = "gusto") {
  IntegrationAccess access;
  access.workspace_id = workspace;
  access.integration = integration;
  access.token = makeToken(name);
  return access;
}

inline PendingLogin makeLogin(const std::string& state_hash) {
  PendingLogin login;
  login.state_hash = state_hash;
  login.browser_hash = "browser";
  login.workspace_id = "acme";
  login.integration = "gusto";
  login.code_verifier = Secret("verifier-" + state_hash);
  login.nonce = "nonce-" + state_hash;
  login.redirect_uri = "https://patchbay.example/integration/gusto/callback";
  login.return_url = "https://app.example/done";
  login.expires_at = kNow + Seconds(600);
  return login;
}

inline IntegrationAccess insert(IntegrationStore& store, const std::string& workspace,
                                const std::string& name) {
  return run(store.insertGrant(makeAccess(workspace, name), kNow));
}

/// A grant that reaches `tenants`, as it is after a connect.
inline IntegrationAccess connect(IntegrationStore& store, const std::string& workspace,
                                 const std::string& name, const std::vector<std::string>& tenants) {
  const auto grant = insert(store, workspace, name);
  std::vector<Tenant> reached;
  for (const std::string& id : tenants) reached.emplace_back(id, "Name of " + id);
  return run(store.attachTenants(grant.grant_id, grant.generation, reached, TenantCount::many,
                                 kNow))
      .value();
}

/// Attaches one tenant where the workspace may hold one; whether that was allowed.
inline awaitable<bool> attachOnly(IntegrationStore& store, std::string grant_id,
                                  std::string tenant_id) {
  std::vector<Tenant> tenants;
  tenants.emplace_back(std::move(tenant_id), "");
  try {
    const auto stored = co_await store.attachTenants(std::move(grant_id), 1, std::move(tenants),
                                                     TenantCount::one, kNow);
    co_return stored.has_value();
  } catch (const IntegrationError& error) {
    if (error.code() != ErrorCode::tenant_refused) throw;
  }
  co_return false;
}

inline std::vector<std::string> tenantIds(const IntegrationAccess& access) {
  std::vector<std::string> ids;
  for (const Tenant& tenant : access.tenants) ids.push_back(tenant.id);
  return ids;
}

inline RefreshFailure makeFailure(ReconnectCause cause) {
  RefreshFailure failure;
  failure.history.failures = 2;
  failure.history.ambiguous_open = true;
  failure.history.not_before = kNow + Seconds(30);
  failure.reconnect_cause = cause;
  failure.note = "connection reset";
  return failure;
}

/// Runs two calls at the same time.
template <typename Result>
std::pair<Result, Result> runBoth(awaitable<Result> first, awaitable<Result> second) {
  boost::asio::io_context& context = keptContext();
  auto one = futureOf(context, std::move(first));
  auto two = futureOf(context, std::move(second));
  context.run();
  return {one.get(), two.get()};
}

/// The code that `action` fails with; a test failure when it does not fail.
template <typename Action>
ErrorCode codeOf(Action action) {
  try {
    action();
  } catch (const IntegrationError& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error was thrown";
  return ErrorCode::internal;
}

}  // namespace patchbay::testing
