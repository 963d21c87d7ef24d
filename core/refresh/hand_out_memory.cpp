#include "core/refresh/hand_out_memory.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <list>
#include <map>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/freshness.hpp"

namespace patchbay {
namespace {

std::string toJson(const IntegrationAccess& access, const std::string& tenant_id) {
  boost::json::object answer;
  answer["access_token"] = access.token.access_token.reveal();
  answer["token_type"] = access.token.token_type;
  answer["expires_at"] = toRfc3339(access.token.expires_at);
  answer["scope"] = access.token.scope;
  if (tenant_id.empty()) {
    answer["tenant_id"] = nullptr;
  } else {
    answer["tenant_id"] = tenant_id;
  }
  return boost::json::serialize(answer);
}

// Ids hold no NUL (the request guard refuses it), so the parts cannot run into each other.
void joinTo(std::string& text, std::string_view workspace_id, std::string_view integration) {
  text.assign(workspace_id);
  text.push_back('\0');
  text.append(integration);
  text.push_back('\0');
}

std::string ownerOf(std::string_view workspace_id, std::string_view integration) {
  std::string owner;
  joinTo(owner, workspace_id, integration);
  return owner;
}

using Index = std::unordered_map<std::string, std::shared_ptr<const HandOut>>;

/// What one thread has seen of one memory. A thread serves one memory at a time; another one takes
/// the place over.
struct ThreadIndex {
  std::uint64_t memory_id = 0;
  Index index;
  std::string scratch;
};

thread_local ThreadIndex thread_index;
std::atomic<std::uint64_t> last_memory_id = 0;

}  // namespace

HandOut::HandOut(IntegrationAccess access, const std::string& tenant_id)
    : access_(std::move(access)), json_(toJson(access_, tenant_id)) {}

HandOut::~HandOut() = default;

class HandOutMemory::Shared {
 public:
  explicit Shared(std::size_t capacity) : capacity_(capacity) {}

  ThreadIndex& ofThisThread() const {
    ThreadIndex& mine = thread_index;
    if (mine.memory_id != id_ || mine.index.size() > capacity_) {
      mine.index.clear();
      mine.memory_id = id_;
    }
    return mine;
  }

  std::shared_ptr<const HandOut> find(const std::string& owner, std::string_view tenant) const {
    const std::lock_guard lock(mutex_);
    const auto owned = owners_.find(owner);
    if (owned == owners_.end()) return nullptr;
    const auto found = owned->second.hand_outs.find(tenant);
    return found == owned->second.hand_outs.end() ? nullptr : found->second;
  }

  void put(const std::string& owner, std::string_view tenant,
           std::shared_ptr<const HandOut> hand_out, std::uint64_t withdrawals) {
    const std::lock_guard lock(mutex_);
    if (withdrawalsOf(owner).load() != withdrawals) return;
    auto [owned, is_new] = owners_.try_emplace(owner);
    if (is_new) owned->second.age = oldest_first_.insert(oldest_first_.end(), owner);
    auto& place = owned->second.hand_outs[std::string(tenant)];
    if (place) place->withdraw();
    if (uses_.size() < capacity_) uses_.insert(hand_out->access().grant_id);
    place = std::move(hand_out);
    if (owners_.size() > capacity_) drop(std::string(oldest_first_.front()));
  }

  void forget(const std::string& owner) {
    const std::lock_guard lock(mutex_);
    ++withdrawalsOf(owner);
    drop(owner);
  }

  // Who read the older pair and has not put it yet must not put it any more.
  void forgetOlder(const std::string& owner, std::string_view grant_id, std::int64_t generation) {
    const std::lock_guard lock(mutex_);
    ++withdrawalsOf(owner);
    const auto owned = owners_.find(owner);
    if (owned == owners_.end()) return;
    std::erase_if(owned->second.hand_outs, [&](const auto& entry) {
      const IntegrationAccess& access = entry.second->access();
      const bool is_older = access.grant_id == grant_id && access.generation < generation;
      if (is_older) entry.second->withdraw();
      return is_older;
    });
    if (owned->second.hand_outs.empty()) drop(owner);
  }

  void forgetAll() {
    const std::lock_guard lock(mutex_);
    for (std::atomic<std::uint64_t>& withdrawals : withdrawals_) ++withdrawals;
    for (const auto& [owner, owned] : owners_) {
      for (const auto& [tenant, hand_out] : owned.hand_outs) hand_out->withdraw();
    }
    owners_.clear();
    oldest_first_.clear();
  }

  std::vector<std::string> takeUses() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> taken(uses_.begin(), uses_.end());
    uses_.clear();
    return taken;
  }

  std::atomic<std::uint64_t>& withdrawalsOf(const std::string& owner) {
    return withdrawals_[std::hash<std::string>{}(owner) % withdrawals_.size()];
  }

 private:
  /// The hand-outs of one workspace at one integration, by tenant.
  struct Owned {
    std::list<std::string>::iterator age;
    std::map<std::string, std::shared_ptr<const HandOut>, std::less<>> hand_outs;
  };

  void drop(const std::string& owner) {
    const auto owned = owners_.find(owner);
    if (owned == owners_.end()) return;
    for (const auto& [tenant, hand_out] : owned->second.hand_outs) hand_out->withdraw();
    oldest_first_.erase(owned->second.age);
    owners_.erase(owned);
  }

  const std::uint64_t id_ = ++last_memory_id;
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Owned> owners_;
  std::list<std::string> oldest_first_;
  std::unordered_set<std::string> uses_;
  // Sharded by owner: a collision only means that a hand-out is not remembered this time.
  std::array<std::atomic<std::uint64_t>, 1024> withdrawals_{};
};

HandOutMemory::HandOutMemory(std::size_t capacity) : shared_(std::make_unique<Shared>(capacity)) {}
HandOutMemory::~HandOutMemory() = default;

std::shared_ptr<const HandOut> HandOutMemory::find(const Key& key, TimePoint now,
                                                   Milliseconds least_left) const {
  ThreadIndex& mine = shared_->ofThisThread();
  joinTo(mine.scratch, key.workspace_id, key.integration);
  mine.scratch.append(key.tenant_id);
  auto seen = mine.index.find(mine.scratch);
  if (seen == mine.index.end() || !seen->second->isCurrent()) {
    auto hand_out = shared_->find(ownerOf(key.workspace_id, key.integration), key.tenant_id);
    if (!hand_out) {
      if (seen != mine.index.end()) mine.index.erase(seen);
      return nullptr;
    }
    seen = mine.index.insert_or_assign(mine.scratch, std::move(hand_out)).first;
  }
  const HandOut& known = *seen->second;
  const bool holds =
      known.expiresAt() - now >= least_left && !comesFromTheFuture(known.access(), now);
  if (holds) return seen->second;
  // Soon replaced, and then nobody may ask on this thread for long: what is kept here would stay.
  mine.index.erase(seen);
  return nullptr;
}

HandOutMemory::Ticket HandOutMemory::prepare(std::string_view workspace_id,
                                             std::string_view integration) const {
  return Ticket(shared_->withdrawalsOf(ownerOf(workspace_id, integration)).load());
}

void HandOutMemory::put(const Key& key, const IntegrationAccess& access,
                        const std::string& tenant_id, Ticket ticket) {
  shared_->put(ownerOf(key.workspace_id, key.integration), key.tenant_id,
               std::make_shared<const HandOut>(access, tenant_id), ticket.withdrawals_);
}

void HandOutMemory::forget(std::string_view workspace_id, std::string_view integration) {
  shared_->forget(ownerOf(workspace_id, integration));
}

void HandOutMemory::forgetOlder(std::string_view workspace_id, std::string_view integration,
                                std::string_view grant_id, std::int64_t generation) {
  shared_->forgetOlder(ownerOf(workspace_id, integration), grant_id, generation);
}

void HandOutMemory::forgetAll() { shared_->forgetAll(); }

std::vector<std::string> HandOutMemory::takeUses() { return shared_->takeUses(); }

}  // namespace patchbay
