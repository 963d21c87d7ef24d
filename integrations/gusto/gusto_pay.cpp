#include "gusto_pay.hpp"

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "gusto_json.hpp"

namespace patchbay {
namespace {

using gusto::listMember;
using gusto::textMember;

std::optional<PayUnit> parseUnit(std::string_view word) {
  if (word == "Hour") return PayUnit::hour;
  if (word == "Week") return PayUnit::week;
  if (word == "Month") return PayUnit::month;
  if (word == "Year") return PayUnit::year;
  if (word == "Paycheck") return PayUnit::other;
  return std::nullopt;
}

/// The rate of who is paid by commission alone is a number without meaning.
bool isCommissionOnly(std::string_view flsa_status) {
  return flsa_status.starts_with("Commission Only");
}

void warn(GustoPay& pay, const char* code, const char* text) {
  pay.warnings.emplace_back(code, text);
}

/// `entry` is a compensation, or a job, which has the same members for what it pays now.
Compensation readRate(const boost::json::object& entry, Day from, GustoPay& pay) {
  Compensation compensation;
  compensation.effective_from = from;
  const std::string unit = textMember(entry, "payment_unit");
  const auto known = parseUnit(unit);
  compensation.unit = known.value_or(PayUnit::other);
  if (isCommissionOnly(textMember(entry, "flsa_status"))) {
    compensation.unit = PayUnit::other;
    warn(pay, "salary_unknown", "Paid by commission alone, so no monthly salary follows.");
    return compensation;
  }
  const auto* rate = entry.if_contains("rate");
  const auto read = rate != nullptr ? Decimal::read(*rate) : std::nullopt;
  if (read && *read >= Decimal()) compensation.rate = read;
  if (!compensation.rate) {
    warn(pay, "salary_unknown", "Gusto tells no rate that can be read.");
  } else if (!known) {
    warn(pay, "unknown_pay_unit",
         "Gusto tells a rate for a unit that is not known here, so no monthly salary follows.");
  } else if (*known == PayUnit::other) {
    warn(pay, "salary_unknown", "Paid by the paycheck, so no monthly salary follows.");
  }
  return compensation;
}

void readEntry(const boost::json::value& value, const boost::json::object& job, Day today,
               GustoPay& pay) {
  const auto* entry = value.if_object();
  if (entry == nullptr) {
    warn(pay, "unreadable_compensation", "An entry of the pay history cannot be read.");
    return;
  }
  auto from = parseDay(textMember(*entry, "effective_date"));
  const std::string uuid = textMember(*entry, "uuid");
  const bool is_current = !uuid.empty() && uuid == textMember(job, "current_compensation_uuid");
  if (!from) {
    warn(pay, "unreadable_date",
         "A rate of pay has no first day that can be read, so it counts from today on at most.");
    if (!is_current) return;
    from = today;
  }
  pay.history.push_back(readRate(*entry, *from, pay));
}

}  // namespace

GustoPay readGustoPay(const boost::json::object& job, Day today) {
  GustoPay pay;
  const auto& history = listMember(job, "compensations");
  pay.is_told = job.contains("rate") || job.contains("compensations");
  for (const auto& entry : history) readEntry(entry, job, today, pay);
  const bool has_rate = job.contains("rate") && !job.at("rate").is_null();
  if (pay.history.empty() && has_rate) {
    pay.history.push_back(readRate(job, today, pay));
  }
  return pay;
}

}  // namespace patchbay
