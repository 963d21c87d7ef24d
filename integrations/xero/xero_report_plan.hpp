#pragma once

#include <string>
#include <vector>

#include "core/data/calendar.hpp"

namespace patchbay {

enum class XeroStatement { profit_and_loss, balance_sheet };

/// `profit_and_loss`, `balance_sheet`: the part of a series' key.
std::string nameOf(XeroStatement statement);
/// `profit and loss`, `balance sheet`: for people.
std::string titleOf(XeroStatement statement);

/// One call for one report. Its columns are `newest` and the `periods` months before it.
struct XeroReportCall {
  XeroStatement statement;
  Month newest;
  int periods;  ///< comparison columns; 0: the one month alone

  XeroReportCall(XeroStatement which, Month month, int comparison_columns)
      : statement(which), newest(month), periods(comparison_columns) {}

  /// The months of its columns, the newest first.
  std::vector<Month> months() const;

  /// Path and query behind the address of the Accounting API.
  std::string path() const;
};

/// The calls that bring `months`, up to twelve of them with each; pure.
///
/// Xero lays the requested days over every comparison column, moved back month by month. True
/// months come of one request only: first to last day of one month that has 31 days. With a shorter
/// one, months of 31 days would lose their last day; with several, each column would be a total
/// over all of them. A short month that is the newest wanted one rides along behind the month after
/// it, whose column is surplus, or is asked for alone where that month is still to come. Balance
/// sheets show positions, so any month may be the newest.
///
/// @param months  in any order, doubles allowed.
/// @param current  the organisation's present month; no later one is ever asked for.
std::vector<XeroReportCall> planCalls(XeroStatement statement, std::vector<Month> months,
                                      Month current);

}  // namespace patchbay
