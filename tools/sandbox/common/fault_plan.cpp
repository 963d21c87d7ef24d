#include "tools/sandbox/common/fault_plan.hpp"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, FaultKind>, 8> kKinds{{
    {"slow", FaultKind::slow},
    {"hold", FaultKind::hold},
    {"status", FaultKind::status},
    {"nonsense", FaultKind::nonsense},
    {"not_http", FaultKind::not_http},
    {"reset", FaultKind::reset},
    {"drop", FaultKind::drop},
    {"truncate", FaultKind::truncate},
}};

constexpr std::string_view kNonsense =
    "<!doctype html><title>Scheduled maintenance</title><p>We are back soon.</p>";
constexpr std::string_view kNotHttp = "SSH-2.0-sandbox\r\n";

constexpr std::array<std::string_view, 12> kMembers{
    "kind",   "endpoint", "count", "carry_out",    "wait_first",  "delay_ms",
    "status", "body",     "bytes", "content_type", "retry_after", "delays_ms"};

[[noreturn]] void refuse(std::string_view member, std::string_view wanted) {
  throw IntegrationError(ErrorCode::invalid_request, "The fault's `" + std::string(member) +
                                                         "` must be " + std::string(wanted) + ".");
}

std::string textOf(const json::object& document, std::string_view member, std::string fallback) {
  const json::value* value = document.if_contains(member);
  if (!value) return fallback;
  if (!value->is_string()) refuse(member, "a text");
  return std::string(value->get_string());
}

bool flagOf(const json::object& document, std::string_view member, bool fallback) {
  const json::value* value = document.if_contains(member);
  if (!value) return fallback;
  if (!value->is_bool()) refuse(member, "true or false");
  return value->get_bool();
}

std::optional<std::int64_t> countOf(const json::object& document, std::string_view member) {
  const json::value* value = document.if_contains(member);
  if (!value || value->is_null()) return std::nullopt;
  if (!value->is_int64() || value->get_int64() < 0) refuse(member, "a whole number, 0 or more");
  return value->get_int64();
}

std::vector<Milliseconds> delaysOf(const json::object& document) {
  constexpr std::string_view kMember = "delays_ms";
  constexpr std::string_view kWanted = "a list of whole numbers, 0 or more";
  std::vector<Milliseconds> delays;
  const json::value* list = document.if_contains(kMember);
  if (!list) return delays;
  if (!list->is_array()) refuse(kMember, kWanted);
  for (const json::value& delay : list->get_array()) {
    if (!delay.is_int64() || delay.get_int64() < 0) refuse(kMember, kWanted);
    delays.emplace_back(delay.get_int64());
  }
  return delays;
}

FaultKind kindOf(const json::object& document) {
  const std::string name = textOf(document, "kind", "");
  for (const auto& [known, kind] : kKinds) {
    if (name == known) return kind;
  }
  refuse("kind", "slow, hold, status, nonsense, not_http, reset, drop or truncate");
}

/// What a client cannot tell from a lost answer was carried out; a refusal was not.
bool carriesOutByDefault(FaultKind kind) {
  return kind == FaultKind::slow || kind == FaultKind::hold || kind == FaultKind::drop ||
         kind == FaultKind::truncate;
}

void readEndpoint(const json::object& document, Fault& fault) {
  const std::string endpoint = textOf(document, "endpoint", "*");
  const std::size_t blank = endpoint.find(' ');
  if (blank != std::string::npos) fault.method = endpoint.substr(0, blank);
  fault.path = blank == std::string::npos ? endpoint : endpoint.substr(blank + 1);
  if (fault.path != "*" && fault.path.substr(0, 1) != "/") {
    refuse("endpoint", "like `POST /oauth/token`, `/oauth/token`, `/v1/*` or `*`");
  }
}

void readAnswer(const json::object& document, Fault& fault) {
  const bool not_http = fault.kind == FaultKind::not_http;
  const bool nonsense = fault.kind == FaultKind::nonsense;
  const std::int64_t status = countOf(document, "status").value_or(nonsense ? 200 : 500);
  if (status < 200 || status > 599) refuse("status", "between 200 and 599");
  fault.status = static_cast<unsigned>(status);
  const std::string_view body = not_http ? kNotHttp : nonsense ? kNonsense : std::string_view();
  fault.body = textOf(document, "body", std::string(body));
  fault.content_type =
      textOf(document, "content_type", nonsense ? "text/html; charset=utf-8" : "application/json");
  fault.retry_after = textOf(document, "retry_after", "");
}

}  // namespace

bool Fault::fits(std::string_view request_method, std::string_view request_path) const {
  if (!method.empty() && method != request_method) return false;
  if (path.empty() || path.back() != '*') return path == request_path;
  return request_path.substr(0, path.size() - 1) ==
         std::string_view(path).substr(0, path.size() - 1);
}

std::string_view nameOf(FaultKind kind) {
  return std::find_if(kKinds.begin(), kKinds.end(),
                      [kind](const auto& entry) { return entry.second == kind; })
      ->first;
}

Fault parseFault(const json::object& document) {
  for (const auto& member : document) {
    if (std::find(kMembers.begin(), kMembers.end(), member.key()) == kMembers.end()) {
      refuse(member.key(), "left out: there is no such member");
    }
  }
  Fault fault;
  fault.kind = kindOf(document);
  readEndpoint(document, fault);
  fault.remaining = countOf(document, "count");
  fault.carry_out = flagOf(document, "carry_out", carriesOutByDefault(fault.kind));
  fault.wait_first = flagOf(document, "wait_first", false);
  fault.delay = Milliseconds(countOf(document, "delay_ms").value_or(1'000));
  fault.delays = delaysOf(document);
  if (const auto bytes = countOf(document, "bytes")) {
    fault.bytes = static_cast<std::size_t>(*bytes);
  }
  readAnswer(document, fault);
  return fault;
}

std::int64_t FaultPlan::add(Fault fault) {
  fault.id = next_id_++;
  if (fault.remaining != 0) faults_.push_back(std::move(fault));
  return next_id_ - 1;
}

std::optional<Fault> FaultPlan::take(std::string_view method, std::string_view path) {
  const auto fault = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& candidate) {
    return candidate.fits(method, path);
  });
  if (fault == faults_.end()) return std::nullopt;
  Fault taken = *fault;
  if (!fault->delays.empty()) {
    taken.delay = fault->delays.front();
    std::rotate(fault->delays.begin(), fault->delays.begin() + 1, fault->delays.end());
  }
  if (fault->remaining && --*fault->remaining == 0) faults_.erase(fault);
  return taken;
}

json::array FaultPlan::toJson() const {
  json::array list;
  for (const Fault& fault : faults_) {
    list.push_back(json::object{
        {"id", fault.id},
        {"kind", nameOf(fault.kind)},
        {"endpoint", fault.method.empty() ? fault.path : fault.method + " " + fault.path},
        {"remaining", fault.remaining ? json::value(*fault.remaining) : json::value()},
        {"carry_out", fault.carry_out}});
  }
  return list;
}

}  // namespace patchbay::sandbox
