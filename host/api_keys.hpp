#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/secret.hpp"
#include "core/store/integration_store.hpp"

namespace patchbay::host {

/// What a key may be allowed to do. The names are those of `keys create --operation`.
enum class Operation : unsigned {
  connect_sessions,  ///< open connect sessions
  integrations,      ///< list what can be connected
  state,             ///< see what is connected
  token,             ///< be handed access tokens
  disconnect,        ///< revoke and forget
  data,              ///< be given normalised data
  choose_tenant,     ///< choose the tenant for requests that name none
};

constexpr std::array<std::string_view, 7> kOperationNames{
    "connect_sessions", "integrations", "state", "token", "disconnect", "data", "choose_tenant"};

/// Empty when there is no such operation.
std::optional<Operation> parseOperation(std::string_view name);

/// What an accepted key allows. Plain data.
struct ApiKeyScope {
  std::string key_id;
  std::vector<std::string> workspaces;  ///< sorted; empty means all
  unsigned operations = 0;              ///< one bit per `Operation`

  ApiKeyScope() = default;

  bool allows(Operation operation) const {
    return (operations & (1U << static_cast<unsigned>(operation))) != 0;
  }
  bool sees(std::string_view workspace) const;
};

/// A key just made: the record to store, and the text that is shown once and never stored.
struct NewApiKey {
  ApiKey record;
  Secret text;  ///< `pb_<16 character id>_<43 character secret>`

  NewApiKey() = default;
};

NewApiKey makeApiKey(std::string label, std::vector<std::string> workspaces,
                     std::vector<std::string> operations, TimePoint now);

/// The API keys of this host, in memory, by id.
///
/// `find` neither locks nor allocates: each thread keeps the list it last saw and compares one
/// number to learn that there is a newer one. Its time does not tell whether an id exists. Safe
/// from any thread.
class ApiKeyDirectory {
 public:
  ApiKeyDirectory();
  ~ApiKeyDirectory();
  ApiKeyDirectory(const ApiKeyDirectory&) = delete;
  ApiKeyDirectory& operator=(const ApiKeyDirectory&) = delete;

  /// Replaces the list. Records that cannot be read are left out, and so not accepted.
  void replace(const std::vector<ApiKey>& keys);

  /// The scope of the key that `authorization` (`Bearer pb_...`) carries; null when it is
  /// malformed, unknown, wrong, expired or revoked. Valid until this thread's next call.
  const ApiKeyScope* find(std::string_view authorization, TimePoint now) const;

 private:
  struct Snapshot;
  const Snapshot& current() const;

  const std::uint64_t serial_;  ///< tells directories apart in the threads' memories
  std::atomic<std::uint64_t> revision_{0};
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace patchbay::host
