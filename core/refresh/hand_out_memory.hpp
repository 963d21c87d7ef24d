#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/integration_access.hpp"

namespace patchbay {

/// A token ready to be handed out: the access and the JSON that callers get, made once. Immutable
/// but for being withdrawn.
class PATCHBAY_EXPORT HandOut {
 public:
  HandOut(IntegrationAccess access, std::string tenant_id);
  ~HandOut();
  HandOut(const HandOut&) = delete;
  HandOut& operator=(const HandOut&) = delete;

  const IntegrationAccess& access() const { return access_; }
  /// `{"access_token":...,"token_type":...,"expires_at":...,"scope":...,"tenant_id":...}`
  std::string_view json() const { return json_.reveal(); }
  TimePoint expiresAt() const { return access_.token.expires_at; }
  /// Withdrawn when the grant was refreshed, reconnected, disconnected or found dead.
  bool isCurrent() const;

 private:
  friend class HandOutMemory;
  void withdraw();

  struct Withdrawn;
  IntegrationAccess access_;
  Secret json_;
  std::unique_ptr<Withdrawn> withdrawn_;
};

/// The tokens this process handed out lately, so that the next caller needs no database.
///
/// `find` on a thread that has seen the key before takes no lock and allocates nothing: each thread
/// keeps its own index of shared `HandOut`s, and a withdrawn one is noticed by its flag. Bounded:
/// at most `capacity` keys; the oldest go first. Safe from any thread.
class PATCHBAY_EXPORT HandOutMemory {
 public:
  explicit HandOutMemory(std::size_t capacity = 100'000);
  ~HandOutMemory();
  HandOutMemory(const HandOutMemory&) = delete;
  HandOutMemory& operator=(const HandOutMemory&) = delete;

  /// What `find` and `put` go by. An empty tenant means "the only one".
  struct Key {
    std::string_view workspace_id;
    std::string_view integration;
    std::string_view tenant_id;
  };

  /// The hand-out, when there is one, it is current and at least `least_left` remain of it.
  std::shared_ptr<const HandOut> find(const Key& key, TimePoint now, Milliseconds least_left) const;

  std::shared_ptr<const HandOut> put(const Key& key, const IntegrationAccess& access,
                                     std::string tenant_id);

  /// Withdraws whatever was handed out of this grant, or of all grants of the workspace and
  /// integration, on all threads at once.
  void forgetGrant(std::string_view grant_id);
  void forget(std::string_view workspace_id, std::string_view integration);

 private:
  class Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace patchbay
