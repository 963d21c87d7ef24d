#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/integration_access.hpp"

namespace patchbay {

/// A token ready to be handed out: the access and the JSON that callers get, made once. Immutable
/// but for being withdrawn.
class PATCHBAY_EXPORT HandOut {
 public:
  HandOut(IntegrationAccess access, const std::string& tenant_id);
  ~HandOut();
  HandOut(const HandOut&) = delete;
  HandOut& operator=(const HandOut&) = delete;

  const IntegrationAccess& access() const { return access_; }
  /// `{"access_token":...,"token_type":...,"expires_at":...,"scope":...,"tenant_id":...}`
  std::string_view json() const { return json_.reveal(); }
  TimePoint expiresAt() const { return access_.token.expires_at; }
  /// Withdrawn when the grant was refreshed, reconnected, disconnected or found dead.
  bool isCurrent() const { return !withdrawn_.load(std::memory_order_acquire); }
  void withdraw() const { withdrawn_.store(true, std::memory_order_release); }

 private:
  IntegrationAccess access_;
  Secret json_;
  mutable std::atomic<bool> withdrawn_ = false;
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

  /// The hand-out, when there is one, it is current, at least `least_left` remain of it, and it
  /// does not come from the future.
  std::shared_ptr<const HandOut> find(const Key& key, TimePoint now, Milliseconds least_left) const;

  /// Taken before the store is read, and given to `put`: what was read may be forgotten meanwhile.
  class Ticket {
   public:
    explicit Ticket(std::uint64_t withdrawals) : withdrawals_(withdrawals) {}

   private:
    friend class HandOutMemory;
    std::uint64_t withdrawals_;
  };
  Ticket prepare(std::string_view workspace_id, std::string_view integration) const;

  /// Remembers an access; does nothing when `forget` was called since the ticket was taken.
  /// @param tenant_id  the tenant that callers are told; may be named where `key` names none.
  void put(const Key& key, const IntegrationAccess& access, const std::string& tenant_id,
           Ticket ticket);

  /// Withdraws all hand-outs of a workspace at an integration, on all threads at once: after a
  /// refresh, a reconnect, a disconnect, or when a grant was found dead.
  void forget(std::string_view workspace_id, std::string_view integration);

  /// Withdraws the hand-outs of a grant's pairs older than `generation`: another host refreshed it,
  /// or this one did, and then knows the newer pair already.
  void forgetOlder(std::string_view workspace_id, std::string_view integration,
                   std::string_view grant_id, std::int64_t generation);

  /// Withdraws everything: what others changed could not be learned.
  void forgetAll();

  /// The grants remembered by `put` since the last call, each once: those that callers use.
  std::vector<std::string> takeUses();

 private:
  class Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace patchbay
