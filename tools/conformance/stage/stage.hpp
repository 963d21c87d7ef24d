#pragma once

#include <boost/asio/io_context.hpp>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/run_to_end.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/refresh/refresh_coordinator.hpp"
#include "tests/support/fake_clock.hpp"
#include "tools/conformance/conformance.hpp"
#include "tools/conformance/provider/scripted_provider.hpp"
#include "tools/conformance/stage/recording_log.hpp"
#include "tools/conformance/stage/stage_store.hpp"
#include "tools/conformance/stage/violation.hpp"

namespace patchbay::conformance {

inline constexpr const char* kWorkspace = "kit-workspace";
inline constexpr const char* kPublicUrl = "https://patchbay.conformance.test";
inline constexpr const char* kReturnUrl = "https://app.conformance.test/done";

/// An access, or why there is none.
struct Outcome {
  std::optional<IntegrationAccess> access;
  std::optional<IntegrationError> error;

  Outcome() = default;
  bool is(ErrorCode code) const { return error && error->code() == code; }
  std::string token() const;
  std::string text() const;  ///< for an observation
};

/// A host, or two over one database, with the plugin, the scripted provider, a clock that is
/// steered and no network: what one scenario is played on.
class Stage {
 public:
  Stage(const MakeIntegration& make, const Settings& settings, const Options& options);
  ~Stage();

  testing::FakeClock clock;
  RecordingLog log{clock};
  StageStore store{clock};
  ScriptedProvider provider{clock};

  IntegrationOAuth& integration();
  /// The same plugin in another process over the same database.
  IntegrationOAuth& otherHost();
  const OAuthApp& app() { return integration().app(); }
  const RecordedAnswers& recorded() const { return options_.recorded; }

  // --- the flow ---

  LoginRedirect login(const std::string& workspace = kWorkspace,
                      const std::string& return_url = "");
  CallbackResult callBack(oauth::Parameters query, Secret cookie);
  /// Login, consent, callback, and the choice of the first tenant where one has to be chosen.
  CallbackResult connect(const std::string& workspace = kWorkspace);
  /// A grant that was connected before, without the flow, so that what a scenario looks at does not
  /// depend on it.
  IntegrationAccess seed(const std::string& workspace = kWorkspace);
  /// `getIntegrationAccess`, for the first of several tenants.
  Outcome access(const std::string& workspace = kWorkspace, Seconds min_ttl = Seconds(60));
  Outcome accessAt(IntegrationOAuth& host, const std::string& workspace = kWorkspace,
                   Seconds min_ttl = Seconds(60));
  std::vector<IntegrationAccess> stored(const std::string& workspace = kWorkspace);
  DisconnectResult disconnect(const std::string& workspace = kWorkspace);
  /// Moves the clock to where the stored token has run out.
  void expire(const std::string& workspace = kWorkspace);

  // --- running ---

  /// Runs one coroutine to its end.
  template <typename Result>
  Result run(awaitable<Result> operation) {
    auto result = begin(std::move(operation));
    return finish(result);
  }
  /// Starts one; `settle` lets it go on.
  template <typename Result>
  std::future<Result> begin(awaitable<Result> operation) {
    return futureOf(io_, std::move(operation));
  }
  template <typename Result>
  Result finish(std::future<Result>& result) {
    settle();
    const auto ended = result.wait_for(std::chrono::seconds(0));
    if (ended != std::future_status::ready) neverEnded();
    try {
      return result.get();
    } catch (const IntegrationError&) {
      throw;
    } catch (const std::exception& error) {
      threwForeign(error.what());
    } catch (...) {
      threwForeign("something that is no exception");
    }
  }
  /// Starts a hand-out, which may have to wait for the provider.
  std::future<IntegrationAccess> ask(IntegrationOAuth& host, AccessRequest request);
  Outcome outcomeOf(std::future<IntegrationAccess>& result);
  /// Runs until everything waits for something that only the scenario can bring.
  void settle();

  /// The pair that is stored, or a violation.
  IntegrationAccess onlyStored(const std::string& workspace = kWorkspace);

 private:
  struct Host;
  [[noreturn]] static void neverEnded();
  [[noreturn]] static void threwForeign(const std::string& what);
  std::string firstTenant(const std::string& workspace);
  std::vector<Tenant> seededTenants() const;

  const MakeIntegration& make_;
  const Settings& settings_;
  const Options& options_;
  boost::asio::io_context io_;
  std::vector<std::unique_ptr<Host>> hosts_;
};

}  // namespace patchbay::conformance
