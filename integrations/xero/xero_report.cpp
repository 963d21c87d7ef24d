#include "xero_report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "core/base/error.hpp"
#include "xero_json.hpp"

namespace patchbay {
namespace {

constexpr std::size_t kUuidLength = 36;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

char toLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool isUuid(std::string_view text) {
  if (text.size() != kUuidLength) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = toLower(text[at]);
    const bool is_dash_place = at == 8 || at == 13 || at == 18 || at == 23;
    const bool fits = is_dash_place ? c == '-' : isDigit(c) || (c >= 'a' && c <= 'f');
    if (!fits) return false;
  }
  return true;
}

std::string toLower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return toLower(c); });
  return lower;
}

/// The account that a cell's attributes name. The currency rows of the system carry the pseudo id
/// `FXGROUPID`, several of them the same, so only a uuid counts.
std::string accountOf(const boost::json::value& cell) {
  for (const auto& attribute : listMember(cell, "Attributes")) {
    const auto id = textMember(attribute, "Value");
    if (textMember(attribute, "Id") == "account" && isUuid(id)) return toLower(id);
  }
  return {};
}

/// One walk through the rows of one report.
class ReportReader {
 public:
  XeroReport read(const boost::json::value& report) {
    for (const auto& row : listMember(report, "Rows")) readHeader(row);
    if (!has_header_) report_.findings.add("header_missing", "the report has no column headings");
    for (const auto& row : listMember(report, "Rows")) readRow(row, std::string());
    return std::move(report_);
  }

 private:
  void readHeader(const boost::json::value& row) {
    if (textMember(row, "RowType") != "Header") return;
    if (std::exchange(has_header_, true)) {
      report_.findings.add("header_repeated", "the first one counts");
      return;
    }
    const auto& cells = listMember(row, "Cells");
    for (std::size_t at = 1; at < cells.size(); ++at) {
      report_.columns.emplace_back(textMember(cells[at], "Value"));
    }
  }

  void readRow(const boost::json::value& row, const std::string& section) {
    const auto type = textMember(row, "RowType");
    if (type == "Header") return;
    if (type == "Row" || type == "SummaryRow") {
      readValues(row, section);
    } else if (type != "Section") {
      report_.findings.add("row_type_unknown", type.empty() ? "without a name" : std::string(type));
    }
    const auto& rows = listMember(row, "Rows");
    const std::string inner = rows.empty() ? section : joined(section, textMember(row, "Title"));
    for (const auto& below : rows) readRow(below, inner);
  }

  void readValues(const boost::json::value& row, const std::string& section) {
    const auto& cells = listMember(row, "Cells");
    XeroReportRow read;
    read.section = section;
    if (!cells.empty()) read.label = textMember(cells[0], "Value");
    for (const auto& cell : cells) {
      if (read.account_id.empty()) read.account_id = accountOf(cell);
    }
    if (read.label.empty() && read.account_id.empty()) {
      if (!cells.empty()) report_.findings.add("row_unnamed", "in section \"" + section + "\"");
      return;
    }
    for (std::size_t column = 0; column < report_.columns.size(); ++column) {
      const bool is_there = column + 1 < cells.size();
      read.values.push_back(is_there ? readValue(cells[column + 1], read) : std::nullopt);
    }
    if (cells.size() > report_.columns.size() + 1) {
      report_.findings.add("cells_without_heading", "\"" + read.label + "\"");
    }
    report_.rows.push_back(std::move(read));
  }

  std::optional<Decimal> readValue(const boost::json::value& cell, const XeroReportRow& row) {
    const auto* value = findMember(cell, "Value");
    if (value == nullptr || value->is_null()) return {};
    const auto text = textMember(cell, "Value");
    if (value->is_string() && text.empty()) return {};
    const auto amount = value->is_string() ? Decimal::parse(text) : Decimal::read(*value);
    if (!amount) report_.findings.add("value_unreadable", "\"" + row.label + "\"");
    return amount;
  }

  static std::string joined(const std::string& section, std::string_view title) {
    if (section.empty() || title.empty()) return section + std::string(title);
    return section + " / " + std::string(title);
  }

  XeroReport report_;
  bool has_header_ = false;
};

/// What is neither letter nor digit in ASCII becomes `_`, once however many follow each other.
std::string keyPart(std::string_view text) {
  std::string part;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(toLower(c));
    const bool stays = byte >= 0x80 || isDigit(c) || (byte >= 'a' && byte <= 'z');
    if (stays) part += static_cast<char>(byte);
    if (!stays && !part.empty() && part.back() != '_') part += '_';
  }
  if (part.ends_with('_')) part.pop_back();
  return part;
}

}  // namespace

void XeroFindings::add(const std::string& kind, std::string instance) {
  auto& finding = findings_[kind];
  if (finding.count++ == 0) finding.first = std::move(instance);
}

XeroReport readReport(const boost::json::value& answer) {
  const auto& reports = listMember(answer, "Reports");
  if (reports.empty() || !reports[0].is_object()) {
    throw IntegrationError(ErrorCode::malformed_answer,
                           "Xero's answer holds no report; ask again later");
  }
  return ReportReader().read(reports[0]);
}

std::string seriesKey(XeroStatement statement, const XeroReportRow& row) {
  const auto section = keyPart(row.section);
  const auto label = keyPart(row.label);
  return nameOf(statement) + "/" + (section.empty() ? "summary" : section) + "/" +
         (row.account_id.empty() ? (label.empty() ? "_" : label) : row.account_id);
}

}  // namespace patchbay
