#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/integration_oauth.hpp"
#include "core/refresh/refresh_failed.hpp"
#include "tests/conformance/faults/forwarding_store.hpp"
#include "tools/conformance/conformance.hpp"

namespace patchbay::conformance {

/// The facts of the providers that the sound plugin can stand for.
enum class Kind {
  plain,   ///< RFC 6749 and 7009, tenants, strict rotation, signed events
  openid,  ///< OpenID Connect, `client_secret_post`, 30 minutes of grace, names its issuer
  json,    ///< JSON bodies, an extra header, rotation until the first use, no scopes
  open,    ///< a public client, no tenants, no rotation, no revocation
  odd,     ///< own names, places, parameters and separators, another URL for refreshes
  get,     ///< GET at the token endpoint, expiry as a date
};

/// What a plugin does wrongly; nothing by default. Each member is one way to be wrong.
struct Fault {
  Kind kind = Kind::plain;
  std::function<void(OAuthApp&)> facts;
  std::function<void(oauth::Parameters&)> authorization;
  /// Changes a call on its way to the provider.
  std::function<void(http::HttpRequest&)> request;
  /// Changes the provider's answer before the plugin reads it.
  std::function<void(const http::HttpRequest&, http::HttpResponse&)> response;
  bool sends_twice = false;   ///< a refresh
  bool repeats_lost = false;  ///< the exchange of a code whose answer got lost
  bool follows_redirects = false;
  /// Changes the pair that was read.
  std::function<void(IntegrationAccessToken&)> token;
  /// Takes a failed refresh for something else; may throw, or set a pair instead.
  std::function<void(const RefreshFailed&, const IntegrationAccess&,
                     std::optional<IntegrationAccessToken>&)>
      failure;
  Misuse misuse;

  Fault() = default;
};

/// A sound plugin, but for its fault. What takes a coroutine to be wrong is a subclass.
class FaultyIntegration : public IntegrationOAuth {
 public:
  FaultyIntegration(const IntegrationContext& context, const Fault& fault);
  ~FaultyIntegration() override;

 protected:
  /// With a store of its own between the base and the kit's.
  FaultyIntegration(const IntegrationContext& context, const Fault& fault,
                    std::unique_ptr<IntegrationStore> store);

  OAuthApp registerOAuthApp(const Settings& settings) override;
  void adjustAuthorizationParameters(oauth::Parameters& parameters) const override;
  IntegrationAccessToken processRefreshResponse(const http::HttpResponse& response,
                                                const std::string& requested_scope) override;
  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override;
  awaitable<std::vector<Tenant>> discoverTenants(IntegrationAccess access) override;
  std::vector<ProviderEvent> readEvents(const std::string& body,
                                        TimePoint received_at) const override;

  const Fault& fault() const { return fault_; }

 private:
  class Http;
  struct Between;
  FaultyIntegration(std::shared_ptr<Between> between, const Fault& fault);

  std::shared_ptr<Between> between_;
  const Fault fault_;
};

/// A fault under its name, and what the kit is to say of it.
struct FaultCase {
  std::string name;
  std::set<std::string> fails;  ///< the scenarios that are there for this
  /// Ids, or beginnings of ids with `*`, that may fail along: what cannot work either.
  std::vector<std::string> along;
  Fault fault;
  std::function<std::unique_ptr<IntegrationOAuth>(const IntegrationContext&, const Fault&)> make;
};

/// For messages of the tests.
inline void PrintTo(const FaultCase& faulty, std::ostream* out) { *out << faulty.name; }

std::vector<FaultCase> flowFaults();
std::vector<FaultCase> requestFaults();
std::vector<FaultCase> readingFaults();
std::vector<FaultCase> judgementFaults();
std::vector<FaultCase> hookFaults();
std::vector<FaultCase> endingFaults();
std::vector<FaultCase> storedPairFaults();
std::vector<FaultCase> storeFaults();

/// What the sound plugin's provider answers.
RecordedAnswers soundAnswers();

/// A row whose fault is to be filled in.
inline FaultCase faultRow(std::string name, std::set<std::string> fails,
                          std::vector<std::string> along = {}) {
  FaultCase row;
  row.name = std::move(name);
  row.fails = std::move(fails);
  row.along = std::move(along);
  return row;
}

template <typename Integration>
std::unique_ptr<IntegrationOAuth> makeFaulty(const IntegrationContext& context,
                                             const Fault& fault) {
  return std::make_unique<Integration>(context, fault);
}

/// A plugin whose fault is a class of its own.
template <typename Integration>
FaultCase faultCase(std::string name, std::set<std::string> fails,
                    std::vector<std::string> along = {}) {
  FaultCase made = faultRow(std::move(name), std::move(fails), std::move(along));
  made.make = makeFaulty<Integration>;
  return made;
}

}  // namespace patchbay::conformance
