#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/fetch_adapter.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// The monthly figures of an organisation at XxXxX.
class XxXxXAdapter final : public FetchAdapter {
 public:
  static constexpr ApiType kApiType = ApiType::accounting;

  /// A GET with the access's token to a path of the API.
  using GetJson = std::function<awaitable<boost::json::value>(IntegrationAccess, std::string)>;

  explicit XxXxXAdapter(GetJson get_json);

  /// `{"dates":["2026-06-30",...],"data":{"Sales":{"2026-06-30":9800.5,...},...}}`: every title has
  /// an entry for every date, null where XxXxX sent nothing.
  /// @throws IntegrationError as the call does, and `malformed_answer`.
  awaitable<boost::json::value> fetchData(IntegrationAccess access, DateRange range) override;

  /// The titles, sorted.
  awaitable<std::vector<std::string>> fetchDataEndpoints(IntegrationAccess access,
                                                         DateRange range) override;

 private:
  GetJson get_json_;
};

/// The conversion alone; pure. `report` is what XxXxX answers.
boost::json::object toBatch(const boost::json::value& report);

}  // namespace patchbay
