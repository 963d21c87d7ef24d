#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace patchbay::http::server {

/// Counts open connections, and says no beyond a number in all or from one address. Safe to call
/// from any thread.
class ConnectionQuota {
 public:
  ConnectionQuota(std::size_t total, std::size_t per_address);

  /// One connection's place, given back when it goes.
  class Place {
   public:
    Place(ConnectionQuota& quota, std::string address);
    Place(Place&& other) noexcept;
    Place& operator=(Place&&) = delete;
    ~Place();
    const std::string& address() const { return address_; }

   private:
    ConnectionQuota* quota_;
    std::string address_;
  };

  /// Empty when there is no place left.
  std::optional<Place> take(std::string address);

  struct Counts {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t open = 0;
  };
  Counts counts() const;

 private:
  void release(const std::string& address);

  const std::size_t total_;
  const std::size_t per_address_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> by_address_;
  Counts counts_;
};

}  // namespace patchbay::http::server
