#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/decimal.hpp"
#include "xero_report_plan.hpp"

namespace patchbay {

/// What was odd in an answer: a kind once, with how often it was met and the first instance.
class XeroFindings {
 public:
  struct Finding {
    int count = 0;
    std::string first;
  };

  /// @param kind  snake_case, e.g. `value_unreadable`
  void add(const std::string& kind, std::string instance);
  const std::map<std::string, Finding>& all() const { return findings_; }

 private:
  std::map<std::string, Finding> findings_;
};

/// A row of a report that carries values.
struct XeroReportRow {
  std::string section;     ///< titles above it, joined by ` / `; may be empty
  std::string label;       ///< for people: users rename it, and editions of Xero word it apart
  std::string account_id;  ///< lower-case uuid; empty for totals and for rows of the system
  std::vector<std::optional<Decimal>> values;  ///< one per column; empty where Xero sent none

  XeroReportRow() = default;
};

/// A report as Xero laid it out.
struct XeroReport {
  std::vector<std::string> columns;  ///< headings behind the first, the newest usually in front
  std::vector<XeroReportRow> rows;   ///< in their order
  XeroFindings findings;

  XeroReport() = default;
};

/// Reads the answer of `GET /Reports/...`; pure, and tolerant: empty and missing cells have no
/// value, sections may lack their rows or lie in one another, and what cannot be read is left out
/// and reported in `findings`.
/// @throws IntegrationError `malformed_answer` when it holds no report at all.
XeroReport readReport(const boost::json::value& answer);

/// `profit_and_loss/<section>/<account uuid, or the label of a total>`: where a series is
/// found again next month, also after its account got another name. Section and label are written
/// in lower case with `_` for whatever is neither letter nor digit; `summary` stands for no
/// section.
std::string seriesKey(XeroStatement statement, const XeroReportRow& row);

}  // namespace patchbay
