#include "tools/sandbox/gusto/webhooks/subscription_book.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "core/crypto/random.hpp"
#include "tools/sandbox/common/uuid.hpp"

namespace patchbay::sandbox::gusto {
namespace {

constexpr std::array<std::string_view, 17> kTypes{
    "BankAccount",       "Company",     "CompanyBenefit",  "Contractor",
    "ContractorPayment", "Employee",    "EmployeeBenefit", "EmployeeJobCompensation",
    "ExternalPayroll",   "Form",        "Location",        "Notification",
    "Payroll",           "PayrollSync", "PaySchedule",     "PeopleBatch",
    "Signatory"};

/// `EmployeeBenefit` as events have it: `employee_benefit`.
std::string inEvents(std::string_view type) {
  std::string name;
  for (const char letter : type) {
    const bool is_capital = std::isupper(static_cast<unsigned char>(letter)) != 0;
    if (is_capital && !name.empty()) name += '_';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return name;
}

}  // namespace

std::string_view nameOf(Subscription::Status status) {
  constexpr std::string_view kNames[] = {"pending", "verified", "removed", "unreachable"};
  return kNames[static_cast<std::size_t>(status)];
}

bool isSubscriptionType(std::string_view type) {
  return !type.empty() && std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

bool belongsTo(std::string_view event_type, std::string_view type) {
  return event_type.substr(0, event_type.find('.')) == inEvents(type);
}

std::string_view typeOf(std::string_view event_type) {
  const auto type = std::find_if(kTypes.begin(), kTypes.end(),
                                 [&](std::string_view one) { return belongsTo(event_type, one); });
  return type == kTypes.end() ? std::string_view() : *type;
}

Subscription& SubscriptionBook::add(std::string client_id, std::string url,
                                    std::vector<std::string> types) {
  Subscription made;
  made.uuid = uuidFrom(crypto::randomToken());
  made.client_id = std::move(client_id);
  made.url = std::move(url);
  made.types = std::move(types);
  made.verification_token = uuidFrom(crypto::randomToken());
  return subscriptions_.emplace_back(std::move(made));
}

Subscription* SubscriptionBook::find(std::string_view uuid, std::string_view client_id) {
  for (Subscription* one : all()) {
    if (one->uuid == uuid && one->client_id == client_id) return one;
  }
  return nullptr;
}

std::vector<Subscription*> SubscriptionBook::all() {
  std::vector<Subscription*> found;
  for (Subscription& one : subscriptions_) {
    if (one.status != Subscription::Status::removed) found.push_back(&one);
  }
  return found;
}

std::vector<Subscription*> SubscriptionBook::toldOf(std::string_view event_type) {
  std::vector<Subscription*> told = all();
  std::erase_if(told, [event_type](const Subscription* one) {
    return one->status != Subscription::Status::verified ||
           std::none_of(one->types.begin(), one->types.end(),
                        [=](const std::string& type) { return belongsTo(event_type, type); });
  });
  return told;
}

}  // namespace patchbay::sandbox::gusto
