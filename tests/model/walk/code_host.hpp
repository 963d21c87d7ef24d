#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/integration_oauth.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "tests/model/walk/gate.hpp"
#include "tests/model/walk/gated_store.hpp"
#include "tests/support/integration_fixture.hpp"

namespace patchbay::model {

inline constexpr const char* kWorkspace = "shop";
inline constexpr const char* kIntegration = "acme";
inline constexpr const char* kTokenUrl = "https://acme.test/token";
inline constexpr const char* kRevokeUrl = "https://acme.test/revoke";
/// So long that no host of the walk finds itself held up: how late it is, the model decides.
inline constexpr Milliseconds kWalkLease = std::chrono::hours(1'000);

/// A host as the program makes it, one integration and one caller, behind a gate.
class CodeHost {
 public:
  CodeHost(GatedStore& store, const Clock& clock, patchbay::Rotation rotation);

  /// Begins `getIntegrationAccess`; it goes on as the gate is opened.
  void call(Seconds min_ttl);
  /// Begins a refresh as the background does, which hands nothing out.
  void refresh(IntegrationAccess grant);

  /// Opens the gate for the transaction that waits, and runs on until the next one waits.
  void pass(Passage passage);
  void pass(Answer answer);
  const std::string& waiting() const { return gate_.waiting(); }
  const std::string& body() const { return gate_.body(); }

  bool isCalling() const { return is_calling_; }
  /// The access token that the last call gave; once.
  std::optional<std::string> takeToken();

  /// Ends what is under way, so that nothing is left when the host goes.
  void end();

 private:
  class GatedHttp final : public http::HttpClient {
   public:
    explicit GatedHttp(Gate& gate) : gate_(gate) {}
    awaitable<http::HttpResponse> send(http::HttpRequest request) override;

   private:
    Gate& gate_;
  };

  void runOn();

  boost::asio::io_context io_;
  Gate gate_{io_};
  GatedHttp http_{gate_};
  testing::SilentLog log_;
  HandOutMemory memory_;
  Settings settings_;
  RefreshCoordinator refresh_;
  std::unique_ptr<IntegrationOAuth> integration_;
  bool is_calling_ = false;
  std::optional<std::string> token_;
};

}  // namespace patchbay::model
