#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "xero_adapter.hpp"
#include "xero_fixture.hpp"
#include "xero_gathering.hpp"

namespace patchbay::testing {

inline constexpr Day kToday = std::chrono::year(2026) / 8 / 20;
inline const DateRange kSummer(std::chrono::year(2026) / 6 / 1, std::chrono::year(2026) / 7 / 31);
inline const DateRange kTwoYears(std::chrono::year(2024) / 8 / 1, std::chrono::year(2026) / 7 / 31);

/// `31 Jul 26`, `31 Jul 2026`.
inline std::string label(Month month, XeroStatement statement) {
  static constexpr const char* kNames[]{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const int year = static_cast<int>(month.year());
  const auto day = static_cast<unsigned>(lastDay(month).day());
  const auto name = kNames[static_cast<unsigned>(month.month()) - 1];
  char text[32];
  if (statement == XeroStatement::profit_and_loss) {
    std::snprintf(text, sizeof text, "%u %s %02d", day, name, year % 100);
  } else {
    std::snprintf(text, sizeof text, "%u %s %04d", day, name, year);
  }
  return text;
}

/// What Xero answers to a call: one total, whose value is year and month, e.g. `202607.00`.
inline std::string answerTo(const XeroReportCall& call) {
  std::string headings;
  std::string values;
  for (const Month month : call.months()) {
    const int number =
        static_cast<int>(month.year()) * 100 + static_cast<int>(unsigned(month.month()));
    headings += R"(,{"Value":")" + label(month, call.statement) + "\"}";
    values += R"(,{"Value":")" + std::to_string(number) + ".00\"}";
  }
  return R"({"Reports":[{"Rows":[{"RowType":"Header","Cells":[{"Value":""})" + headings +
         R"(]},{"RowType":"Section","Title":"","Rows":[{"RowType":"Row","Cells":[{"Value":"Total"})" +
         values + "]}]}]}]}";
}

/// An organisation whose data are asked for through the whole integration.
class XeroData : public ::testing::Test {
 protected:
  XeroData() {
    auto result = host.connectWorkspace();
    access = result.access.value();
    adapter = host.xero.makeFetchAdapter();
    asked_before = host.http.requests().size();
  }

  void answerAll(const DateRange& range) {
    for (const auto& call : XeroGathering(range, kToday).firstCalls()) {
      host.http.answer(200, answerTo(call));
    }
    host.http.answer(200, xeroTestdata("organisation.json"));
  }

  DataBatch fetch(const DateRange& range) {
    DataRequest request(access, XeroFixture::kTenant, range, kToday);
    return std::get<DataBatch>(host.run(adapter->getData(std::move(request))));
  }

  IntegrationError failureOf(const DateRange& range) {
    try {
      fetch(range);
    } catch (const IntegrationError& error) {
      return error;
    }
    return IntegrationError(ErrorCode::internal, "nothing failed");
  }

  std::vector<std::string> askedSince() const {
    std::vector<std::string> urls;
    const auto requests = host.http.requests();
    for (std::size_t at = asked_before; at < requests.size(); ++at) {
      urls.push_back(requests[at].url.substr(std::string("https://api.xero.com").size()));
    }
    return urls;
  }

  XeroFixture host;
  IntegrationAccess access;
  std::unique_ptr<FetchAdapter> adapter;
  std::size_t asked_before = 0;
};

}  // namespace patchbay::testing
