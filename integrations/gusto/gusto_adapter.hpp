#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <string>

#include "core/fetch_adapter.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// The employees of a company at Gusto.
class GustoAdapter final : public FetchAdapter {
 public:
  static constexpr ApiType kApiType = ApiType::payroll;

  /// A GET with the access's token to a path of the API.
  using GetJson = std::function<awaitable<boost::json::value>(IntegrationAccess, std::string)>;

  explicit GustoAdapter(GetJson get_json);

  /// Who was employed on some day of `range`: a list of
  /// `{"id","name","title","start_date","end_date"}`, the last null while there is no end.
  /// @throws IntegrationError as the call does, and `malformed_answer`.
  awaitable<boost::json::value> fetchData(IntegrationAccess access, DateRange range) override;

 private:
  GetJson get_json_;
};

/// The conversion alone; pure. `employees` is what Gusto answers.
boost::json::array toEmployees(const boost::json::value& employees, DateRange range);

}  // namespace patchbay
