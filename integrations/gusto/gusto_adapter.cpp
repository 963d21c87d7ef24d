#include "gusto_adapter.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <utility>

#include "core/api/rate_window.hpp"
#include "core/base/error.hpp"
#include "core/oauth/strict_json.hpp"
#include "gusto_token_info.hpp"

namespace patchbay {
namespace {

constexpr std::size_t kPeopleAPage = 100;  // the most that Gusto gives
constexpr std::size_t kMostPages = 2'000;
constexpr const char* kPayScope = "compensations:read";

bool isEmployedWithin(const Employee& employee, const DateRange& range) {
  return std::any_of(employee.employments.begin(), employee.employments.end(),
                     [&range](const Employment& employment) {
                       return employment.from <= range.to &&
                              employment.to.value_or(range.from) >= range.from;
                     });
}

bool isPaidByTheHour(const Employee& employee) {
  return std::any_of(employee.jobs.begin(), employee.jobs.end(), [](const Job& job) {
    return std::any_of(job.compensations.begin(), job.compensations.end(),
                       [](const Compensation& entry) { return entry.unit == PayUnit::hour; });
  });
}

/// The months of which the range has a day, from their first to their last day.
DateRange wholeMonths(const DateRange& range) {
  return {firstDay(monthOf(range.from)), lastDay(monthOf(range.to))};
}

std::string pathOfPage(const DataRequest& request, std::size_t page) {
  const std::string& scope = request.access.token.scope;
  // Where the scope is not told, Gusto decides; where it lacks pay, asking would be refused.
  const bool may_read_pay = scope.empty() || holdsScope(scope, kPayScope);
  return "/v1/companies/" + request.tenant_id + "/employees?page=" + std::to_string(page) +
         "&per=" + std::to_string(kPeopleAPage) +
         (may_read_pay ? "&include=all_compensations" : "");
}

/// Whether `page` is the last one, which held `size` people, `fresh` of them new.
bool isLastPage(const http::HttpResponse& response, std::size_t page, std::size_t size,
                std::size_t fresh) {
  const auto header = response.headers.find("X-Total-Pages");
  const auto total = header ? parseRemaining(*header) : std::nullopt;
  if (total) return page >= *total || size == 0;
  return size < kPeopleAPage || fresh == 0;  // who pages without saying so, or not at all
}

void checkPages(std::size_t page) {
  if (page < kMostPages) return;
  throw IntegrationError(ErrorCode::malformed_answer,
                         "Gusto's list of employees has no end; try again later");
}

}  // namespace

HoursPolicy gustoHours(const Settings& settings) {
  // Gusto's words are ranges of hours; these are the original assumptions within them. The others
  // (`variable`, `seasonal`, or nothing at all) name no hours.
  HoursPolicy hours({{"full_time", Decimal::fromWhole(40)},
                     {"part_time_twenty_plus_hours", Decimal::fromWhole(30)},
                     {"part_time_under_twenty_hours", Decimal::fromWhole(20)}},
                    Decimal::fromWhole(40));
  constexpr const char* kSetting = "GUSTO_HOURS_PER_WEEK";
  const auto changes = settings.find(kSetting);
  if (changes) hours.change(kSetting, *changes);
  return hours;
}

GustoEmployees::GustoEmployees(DateRange range, Day today, HoursPolicy hours)
    : range_(range), today_(today), hours_(std::move(hours)) {}

std::size_t GustoEmployees::addPage(const boost::json::value& page) {
  const auto* const list = page.if_array();
  if (list == nullptr) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Gusto did not list its employees; ask again later");
  }
  const std::size_t before = people_.size();
  for (const auto& value : *list) {
    const auto* const employee = value.if_object();
    if (employee == nullptr) {
      ++unreadable_;
    } else {
      add(readGustoPerson(*employee, hours_, today_));
    }
  }
  return people_.size() - before;
}

void GustoEmployees::add(GustoPerson person) {
  if (person.employee.id.empty()) {
    ++unreadable_;
    return;
  }
  const auto [place, is_new] = places_.try_emplace(person.employee.id, people_.size());
  if (is_new) {
    people_.push_back(std::move(person));
  } else {
    people_[place->second] = std::move(person);
  }
}

PayrollData GustoEmployees::take() {
  PayrollData payroll(range_, today_);
  payroll.currency = "USD";  // Gusto pays in nothing else, and says so nowhere
  warnAboutPay(payroll);
  warnAboutHours(payroll);
  if (unreadable_ > 0) {
    payroll.warnings.emplace_back("unreadable_employee",
                                  std::to_string(unreadable_) +
                                      " entries of Gusto's list are no employee with an id, and "
                                      "were left out.");
  }
  const DateRange months = wholeMonths(range_);
  for (GustoPerson& person : people_) {
    const bool has_begun = !person.employee.employments.empty();
    if (has_begun && !isEmployedWithin(person.employee, months)) continue;
    for (auto& warning : person.warnings) payroll.warnings.push_back(std::move(warning));
    if (has_begun) payroll.employees.push_back(std::move(person.employee));
  }
  people_.clear();
  places_.clear();
  return payroll;
}

// Without the permission Gusto leaves the fields out, and says nothing else about it.
void GustoEmployees::warnAboutPay(PayrollData& payroll) const {
  std::size_t with_jobs = 0;
  std::size_t told = 0;
  for (const GustoPerson& person : people_) {
    with_jobs += person.has_jobs ? 1 : 0;
    told += person.tells_pay ? 1 : 0;
  }
  if (with_jobs == 0 || told > 0) return;
  payroll.warnings.emplace_back("missing_permission",
                                "Gusto tells nobody's pay, so the permission compensations:read is "
                                "missing; have it added to the application and connect again.",
                                kPayScope);
}

void GustoEmployees::warnAboutHours(PayrollData& payroll) const {
  const auto guessed = std::count_if(people_.begin(), people_.end(), [](const GustoPerson& person) {
    return person.employee.hours.is_estimate && isPaidByTheHour(person.employee);
  });
  if (guessed == 0) return;
  payroll.warnings.emplace_back(
      "hours_estimated", std::to_string(guessed) +
                             " people are paid by the hour, and Gusto tells no hours for them; "
                             "GUSTO_HOURS_PER_WEEK says what is assumed.");
}

GustoAdapter::GustoAdapter(ProviderApi& api, HoursPolicy hours)
    : api_(api), hours_(std::move(hours)) {}

awaitable<NormalisedData> GustoAdapter::getData(DataRequest request) {
  GustoEmployees employees(request.range, request.today, hours_);
  if (!isUuidLike(request.tenant_id)) {
    throw IntegrationError(ErrorCode::not_connected, "the connection reaches no company of Gusto");
  }
  for (std::size_t page = 1;; ++page) {
    ApiRequest call("GET", pathOfPage(request, page));
    call.tenant_id = request.tenant_id;
    auto response = co_await api_.fetch(request.access, std::move(call));
    const auto people = oauth::parseExactJson(response.body);
    const std::size_t fresh = employees.addPage(people);
    if (isLastPage(response, page, people.get_array().size(), fresh)) break;
    checkPages(page);
  }
  co_return NormalisedData(employees.take());
}

}  // namespace patchbay
