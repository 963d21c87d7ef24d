#include "core/http/server/connection_quota.hpp"

#include <utility>

namespace patchbay::http::server {

ConnectionQuota::ConnectionQuota(std::size_t total, std::size_t per_address)
    : total_(total), per_address_(per_address) {}

ConnectionQuota::Place::Place(ConnectionQuota& quota, std::string address)
    : quota_(&quota), address_(std::move(address)) {}

ConnectionQuota::Place::Place(Place&& other) noexcept
    : quota_(std::exchange(other.quota_, nullptr)), address_(std::move(other.address_)) {}

ConnectionQuota::Place::~Place() {
  if (quota_ != nullptr) quota_->release(address_);
}

std::optional<ConnectionQuota::Place> ConnectionQuota::take(std::string address) {
  {
    const std::lock_guard lock(mutex_);
    auto& of_address = by_address_[address];
    if (counts_.open >= total_ || of_address >= per_address_) {
      ++counts_.refused;
      if (of_address == 0) by_address_.erase(address);
      return std::nullopt;
    }
    ++of_address;
    ++counts_.accepted;
    ++counts_.open;
  }
  return Place(*this, std::move(address));
}

void ConnectionQuota::release(const std::string& address) {
  const std::lock_guard lock(mutex_);
  --counts_.open;
  const auto found = by_address_.find(address);
  if (found != by_address_.end() && --found->second == 0) by_address_.erase(found);
}

ConnectionQuota::Counts ConnectionQuota::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace patchbay::http::server
