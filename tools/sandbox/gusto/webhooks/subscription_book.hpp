#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox::gusto {

/// What an application wants to be told, and where.
struct Subscription {
  enum class Status { pending, verified, removed, unreachable };

  std::string uuid;
  std::string client_id;
  std::string url;
  std::vector<std::string> types;
  Status status = Status::pending;
  std::string verification_token;  ///< also the key that its deliveries are signed with
};

std::string_view nameOf(Subscription::Status status);

/// Whether there is such a type: `Company`, `Employee`, ...
bool isSubscriptionType(std::string_view type);
/// Whether an event, e.g. `employee_job_compensation.updated`, belongs to the type
/// `EmployeeJobCompensation`.
bool belongsTo(std::string_view event_type, std::string_view type);
/// The type an event belongs to; empty when there is none.
std::string_view typeOf(std::string_view event_type);

/// All webhook subscriptions. Subscriptions stay where they are in memory.
class SubscriptionBook {
 public:
  Subscription& add(std::string client_id, std::string url, std::vector<std::string> types);
  /// Null when the application has none of this uuid.
  Subscription* find(std::string_view uuid, std::string_view client_id);
  /// Those that were not removed, oldest first.
  std::vector<Subscription*> all();
  /// Those that are told of an event.
  std::vector<Subscription*> toldOf(std::string_view event_type);

 private:
  std::deque<Subscription> subscriptions_;
};

}  // namespace patchbay::sandbox::gusto
