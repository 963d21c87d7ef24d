#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <utility>

#include "core/fetch/fetch_adapter.hpp"
#include "core/oauth_app.hpp"

namespace patchbay::testing {

/// Acme's data: `GET /report` gives `{"<label>":"<amount>",...}`, which it says of every month
/// asked for; `GET /people` gives `{"<name>":"<monthly pay>",...}` of people employed since 2020.
class AcmeAdapter final : public FetchAdapter {
 public:
  using GetJson = std::function<awaitable<boost::json::value>(IntegrationAccess, std::string)>;

  AcmeAdapter(ApiType kind, GetJson get_json) : kind_(kind), get_json_(std::move(get_json)) {}

  bool hasDataEndpoints() const override { return kind_ == ApiType::accounting; }

  awaitable<NormalisedData> getData(DataRequest request) override {
    NormalisedData data;
    std::string path = kind_ == ApiType::accounting ? "/report" : "/people";
    const auto answer = co_await get_json_(request.access, std::move(path));
    if (kind_ == ApiType::accounting) {
      data = figures(answer.as_object(), request.range);
    } else {
      data = people(answer.as_object(), request);
    }
    co_return data;
  }

 private:
  static DataBatch figures(const boost::json::object& report, const DateRange& range) {
    DataBatch batch;
    batch.currency = "EUR";
    for (const auto& [label, amount] : report) {
      DataSeries series;
      series.key = "report/" + std::string(label);
      series.label = std::string(label);
      for (const Month month : monthsOf(range)) {
        batch.put(series, month, Decimal::read(amount).value());
      }
    }
    return batch;
  }

  static PayrollData people(const boost::json::object& staff, const DataRequest& request) {
    constexpr Day kSince = std::chrono::year(2020) / 1 / 1;
    PayrollData payroll(request.range, request.today);
    for (const auto& [name, amount] : staff) {
      Compensation pay;
      pay.effective_from = kSince;
      pay.rate = Decimal::read(amount);
      pay.unit = PayUnit::month;
      Employee employee;
      employee.id = employee.name = std::string(name);
      employee.employments.emplace_back(kSince, std::nullopt);
      employee.jobs.emplace_back().compensations.push_back(pay);
      payroll.employees.push_back(std::move(employee));
    }
    return payroll;
  }

  const ApiType kind_;
  const GetJson get_json_;
};

}  // namespace patchbay::testing
