#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>

#include "core/fetch/fetch_adapter.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// The employees of a company at XxXxX, and what they cost.
class XxXxXAdapter final : public FetchAdapter {
 public:
  static constexpr ApiType kApiType = ApiType::payroll;

  /// A GET with the access's token to a path of the API.
  using GetJson = std::function<awaitable<boost::json::value>(IntegrationAccess, std::string)>;

  explicit XxXxXAdapter(GetJson get_json);

  /// Who was employed on some day of the request's range.
  /// @throws IntegrationError as the call does, and `malformed_answer`.
  awaitable<NormalisedData> getData(DataRequest request) override;

 private:
  GetJson get_json_;
};

/// The conversion alone; pure. `employees` is what XxXxX answers. Who cannot be read is left out
/// and reported; pay that cannot be read is unknown, which is not the same as zero.
/// @throws IntegrationError `malformed_answer` when it is no list.
PayrollData toPayroll(const boost::json::value& employees, DateRange range, Day today);

}  // namespace patchbay
