#include "xero_gathering.hpp"

#include <algorithm>
#include <utility>

namespace patchbay {
namespace {

constexpr XeroStatement kStatements[]{XeroStatement::profit_and_loss, XeroStatement::balance_sheet};

std::set<Month> setOf(const std::vector<Month>& months) {
  return std::set<Month>(months.begin(), months.end());
}

bool holdsAny(const XeroReportAnswer& answer, Day today) {
  const auto columns = monthsOfColumns(answer, today);
  return std::any_of(columns.begin(), columns.end(),
                     [](const auto& month) { return month.has_value(); });
}

DataWarning permissionWarning(XeroStatement statement) {
  return DataWarning("missing_permission",
                     "Xero does not let this connection read the " + titleOf(statement) +
                         "; connect again as a user who may read reports, and allow it.",
                     nameOf(statement));
}

}  // namespace

XeroGathering::XeroGathering(const DateRange& range, Day today)
    : wanted_(setOf(monthsOf(range))), today_(today) {}

std::vector<XeroReportCall> XeroGathering::firstCalls() const {
  std::vector<XeroReportCall> calls;
  for (const auto statement : kStatements) {
    const auto planned =
        planCalls(statement, std::vector<Month>(wanted_.begin(), wanted_.end()), monthOf(today_));
    calls.insert(calls.end(), planned.begin(), planned.end());
  }
  return calls;
}

void XeroGathering::take(const std::vector<XeroReportOutcome>& outcomes) {
  for (const auto& outcome : outcomes) {
    if (outcome.failure && outcome.failure->code() != ErrorCode::insufficient_scope) {
      throw *outcome.failure;
    }
    if (outcome.failure) denials_.emplace_back(outcome.call.statement, *outcome.failure);
    if (outcome.report) answers_.emplace_back(outcome.call, *outcome.report);
  }
}

std::vector<XeroReportCall> XeroGathering::callsForMonthsNotHeld() const {
  std::vector<XeroReportCall> calls;
  for (const auto& answer : answers_) {
    if (answer.call.periods == 0) continue;  // it was asked for alone already
    for (const Month month : monthsNotHeld(answer, wanted_, today_)) {
      calls.emplace_back(answer.call.statement, month, 0);
    }
  }
  return calls;
}

DataBatch XeroGathering::batch() const {
  if (answers_.empty() && !denials_.empty()) throw denials_.front().second;
  const bool is_any_held =
      std::any_of(answers_.begin(), answers_.end(),
                  [&](const XeroReportAnswer& answer) { return holdsAny(answer, today_); });
  if (!answers_.empty() && !is_any_held) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Xero's reports name no month in their headings; ask again later");
  }
  auto batch = toBatch(answers_, wanted_, today_);
  for (const auto statement : kStatements) {
    if (isDenied(statement)) {
      batch.warnings.push_back(permissionWarning(statement));
    } else {
      warnOfGaps(statement, batch);
    }
  }
  return batch;
}

bool XeroGathering::isDenied(XeroStatement statement) const {
  return std::any_of(denials_.begin(), denials_.end(),
                     [&](const auto& denial) { return denial.first == statement; });
}

std::set<Month> XeroGathering::monthsNeverHeld(XeroStatement statement) const {
  auto missing = wanted_;
  std::erase_if(missing, [&](Month month) { return month > monthOf(today_); });
  for (const auto& answer : answers_) {
    if (answer.call.statement != statement) continue;
    for (const auto& month : monthsOfColumns(answer, today_)) {
      if (month) missing.erase(*month);
    }
  }
  return missing;
}

void XeroGathering::warnOfGaps(XeroStatement statement, DataBatch& batch) const {
  const auto missing = monthsNeverHeld(statement);
  if (missing.empty()) return;
  batch.warnings.emplace_back("months_missing",
                              "Xero's " + titleOf(statement) + " has no column for " +
                                  std::to_string(missing.size()) +
                                  " of the months asked for, the first of them " +
                                  toText(lastDay(*missing.begin())) + "; they are null here.",
                              nameOf(statement));
}

}  // namespace patchbay
