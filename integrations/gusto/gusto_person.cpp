#include "gusto_person.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <utility>

#include "gusto_employment.hpp"
#include "gusto_json.hpp"
#include "gusto_pay.hpp"

namespace patchbay {
namespace {

using gusto::flagMember;
using gusto::listMember;
using gusto::textMember;

std::string fullName(const boost::json::object& employee) {
  std::string name = textMember(employee, "first_name");
  const std::string last = textMember(employee, "last_name");
  if (!name.empty() && !last.empty()) name += ' ';
  return name + last;
}

/// Notes a date when there is one; a text that is none is noted too.
void noteDay(const boost::json::object& object, std::string_view name, std::vector<Day>& days,
             bool& is_unreadable) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return;
  const auto day = parseDay(textMember(object, name));
  if (day) {
    days.push_back(*day);
  } else {
    is_unreadable = true;
  }
}

std::optional<Day> firstDayOf(const std::vector<Compensation>& history) {
  std::optional<Day> first;
  for (const Compensation& entry : history) {
    if (!first || entry.effective_from < *first) first = entry.effective_from;
  }
  return first;
}

std::optional<Day> earlier(std::optional<Day> a, std::optional<Day> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

Job readJob(const boost::json::object& entry, Day today, GustoPerson& person) {
  GustoPay pay = readGustoPay(entry, today);
  person.tells_pay = person.tells_pay || pay.is_told;
  for (auto& warning : pay.warnings) {
    warning.subject = person.employee.id;
    const auto& known = person.warnings;
    const bool is_new = std::find(known.begin(), known.end(), warning) == known.end();
    if (is_new) person.warnings.push_back(std::move(warning));
  }
  Job job;
  job.id = textMember(entry, "uuid");
  job.title = textMember(entry, "title");
  job.is_primary = flagMember(entry, "primary");
  // A rehire moves the hire date, and leaves the pay of before in the history.
  job.from = earlier(parseDay(textMember(entry, "hire_date")), firstDayOf(pay.history));
  job.compensations = std::move(pay.history);
  return job;
}

void readJobs(const boost::json::object& employee, Day today, GustoDates& dates,
              GustoPerson& person) {
  for (const auto& value : listMember(employee, "jobs")) {
    const auto* entry = value.if_object();
    if (entry == nullptr) {
      person.warnings.emplace_back("unreadable_job", "Gusto sent a job that cannot be read.",
                                   person.employee.id);
      continue;
    }
    noteDay(*entry, "hire_date", dates.starts, dates.has_unreadable_start);
    Job job = readJob(*entry, today, person);
    dates.first_paid = earlier(dates.first_paid, firstDayOf(job.compensations));
    person.employee.jobs.push_back(std::move(job));
  }
  person.has_jobs = !person.employee.jobs.empty();
  if (person.has_jobs) return;
  person.warnings.emplace_back("no_job", "Gusto names no job of this person yet, so no pay either.",
                               person.employee.id);
}

void readTerminations(const boost::json::object& employee, GustoDates& dates) {
  for (const auto& value : listMember(employee, "terminations")) {
    const auto* entry = value.if_object();
    const auto last_day =
        entry != nullptr ? parseDay(textMember(*entry, "effective_date")) : std::nullopt;
    if (last_day) {
      dates.last_days.push_back(*last_day);
    } else {
      dates.has_unreadable_end = true;
    }
  }
}

/// Days of employment before the first rate of pay cost nobody knows what.
void warnOfUnpaidStart(std::optional<Day> first_paid, GustoPerson& person) {
  const auto& intervals = person.employee.employments;
  if (!first_paid || intervals.empty() || *first_paid <= intervals.front().from) return;
  person.warnings.emplace_back("pay_history_missing",
                               "Gusto tells no pay before " + toText(*first_paid) +
                                   ", so what earlier days cost is unknown.",
                               person.employee.id);
}

/// A job of an employment that ended is over, when a later employment has a job of its own.
void endEarlierJobs(Employee& employee) {
  for (const Employment& interval : employee.employments) {
    if (!interval.to) continue;
    const Day last = *interval.to;
    const auto begins_later = [last](const Job& job) { return job.from && *job.from > last; };
    if (std::none_of(employee.jobs.begin(), employee.jobs.end(), begins_later)) continue;
    for (Job& job : employee.jobs) {
      const bool goes_on =
          std::any_of(job.compensations.begin(), job.compensations.end(),
                      [last](const Compensation& entry) { return entry.effective_from > last; });
      if (job.from && *job.from <= last && !goes_on && !job.to) job.to = last;
    }
  }
}

}  // namespace

GustoPerson readGustoPerson(const boost::json::object& employee, const HoursPolicy& hours,
                            Day today) {
  GustoPerson person;
  person.employee.id = textMember(employee, "uuid");
  person.employee.name = fullName(employee);
  person.employee.department = textMember(employee, "department");
  person.employee.hours = hours.hoursFor(textMember(employee, "current_employment_status"));
  GustoDates dates;
  dates.is_terminated = flagMember(employee, "terminated");
  readJobs(employee, today, dates, person);
  readTerminations(employee, dates);
  // Of who was hired again, this is the first day of all, which no job remembers.
  noteDay(employee, "hired_at", dates.starts, dates.has_unreadable_start);
  const auto first_paid = dates.first_paid;
  GustoEmployments employments = toEmployments(std::move(dates), today, person.employee.id);
  for (auto& warning : employments.warnings) person.warnings.push_back(std::move(warning));
  person.employee.employments = std::move(employments.intervals);
  warnOfUnpaidStart(first_paid, person);
  endEarlierJobs(person.employee);
  if (employments.is_end_unknown) {
    for (Job& job : person.employee.jobs) job.compensations.clear();
  }
  return person;
}

}  // namespace patchbay
