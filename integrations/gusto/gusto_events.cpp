#include "gusto_events.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <string>
#include <utility>

#include "core/base/error.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay {
namespace {

constexpr std::size_t kLongestText = 256;
// What the payroll adapter asks Gusto for, by the beginnings of the events that tell of it.
constexpr std::string_view kDataEvents[] = {"employee.", "employee_", "payroll."};

/// Empty when the member is missing, no text, or longer than any id of Gusto's.
std::string textMember(const boost::json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return {};
  std::string text(member->get_string());
  return text.size() <= kLongestText ? text : std::string();
}

EventEffect effectOf(std::string_view type) {
  if (type == "company.deprovisioned") return EventEffect::deprovisioned;
  const bool is_data =
      std::any_of(std::begin(kDataEvents), std::end(kDataEvents),
                  [type](std::string_view start) { return type.starts_with(start); });
  return is_data ? EventEffect::data_changed : EventEffect::none;
}

/// The company that the event is about: as the resource, or as the thing that changed itself.
std::string companyOf(const boost::json::object& event) {
  for (const std::string part : {"resource", "entity"}) {
    if (textMember(event, part + "_type") == "Company") return textMember(event, part + "_uuid");
  }
  return {};
}

TimePoint timeOf(const boost::json::object& event, TimePoint received_at) {
  const auto* seconds = event.if_contains("timestamp");
  const bool is_past = seconds != nullptr && seconds->is_int64() && seconds->get_int64() >= 0 &&
                       seconds->get_int64() <= toEpochSeconds(received_at);
  return is_past ? fromEpochSeconds(seconds->get_int64()) : received_at;
}

ProviderEvent readEvent(const boost::json::value& value, TimePoint received_at) {
  const auto* event = value.if_object();
  std::string id = event != nullptr ? textMember(*event, "uuid") : std::string();
  if (id.empty()) {
    throw IntegrationError(ErrorCode::malformed_answer, "Gusto sent something that is no event");
  }
  std::string company = companyOf(*event);
  const auto effect =
      company.empty() ? EventEffect::none : effectOf(textMember(*event, "event_type"));
  return ProviderEvent(std::move(id), effect, std::move(company), timeOf(*event, received_at));
}

}  // namespace

std::vector<ProviderEvent> readGustoEvents(std::string_view body, TimePoint received_at) {
  const auto sent = oauth::parseStrictJson(body);
  std::vector<ProviderEvent> events;
  if (!sent.is_array()) {
    events.push_back(readEvent(sent, received_at));
    return events;
  }
  for (const auto& event : sent.get_array()) events.push_back(readEvent(event, received_at));
  return events;
}

// Whether other fields travel along is not documented, but an event is never a handshake.
Secret readGustoVerificationToken(std::string_view body) {
  try {
    const auto sent = oauth::parseStrictJson(body);
    const auto* object = sent.if_object();
    if (object == nullptr || object->contains("event_type")) return Secret();
    std::string token = textMember(*object, "verification_token");
    const bool is_plain =
        std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    return is_plain ? Secret(std::move(token)) : Secret();
  } catch (const IntegrationError&) {
    return Secret();
  }
}

}  // namespace patchbay
