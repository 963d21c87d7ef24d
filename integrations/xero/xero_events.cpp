#include "xero_events.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"
#include "core/data/calendar.hpp"
#include "core/oauth/strict_json.hpp"
#include "xero_json.hpp"

namespace patchbay {
namespace {

// The categories whose events move sums of a report.
constexpr std::array<std::string_view, 4> kBookings{"INVOICE", "CREDITNOTE", "PREPAYMENT",
                                                    "OVERPAYMENT"};

std::string idOf(const boost::json::value& event) {
  std::string told_apart_by;
  for (const auto* member :
       {"tenantId", "eventCategory", "eventType", "resourceId", "eventDateUtc"}) {
    told_apart_by.append(textMember(event, member)).append("\n");
  }
  return crypto::sha256Hex(told_apart_by);
}

EventEffect effectOf(const boost::json::value& event) {
  const auto category = textMember(event, "eventCategory");
  const bool is_booking =
      std::find(kBookings.begin(), kBookings.end(), category) != kBookings.end();
  return is_booking ? EventEffect::data_changed : EventEffect::none;
}

/// The day is enough: nothing here depends on the hour. Xero writes no zone, and means UTC.
TimePoint timeOf(const boost::json::value& event, TimePoint received_at) {
  const auto day = parseDay(textMember(event, "eventDateUtc").substr(0, 10));
  return day ? TimePoint(std::chrono::sys_days(*day)) : received_at;
}

}  // namespace

std::vector<ProviderEvent> readXeroEvents(const std::string& body, TimePoint received_at) {
  const auto delivery = oauth::parseStrictJson(body);
  const auto* events = findMember(delivery, "events");
  if (events == nullptr || !events->is_array()) {
    throw IntegrationError(ErrorCode::malformed_answer, "the delivery lists no events");
  }
  std::vector<ProviderEvent> read;
  for (const auto& event : events->get_array()) {
    const auto tenant = textMember(event, "tenantId");
    if (tenant.empty()) continue;
    read.emplace_back(idOf(event), effectOf(event), std::string(tenant),
                      timeOf(event, received_at));
  }
  return read;
}

}  // namespace patchbay
