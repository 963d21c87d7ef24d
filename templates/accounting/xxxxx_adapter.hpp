#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>

#include "core/fetch/fetch_adapter.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// The monthly figures of an organisation at XxXxX.
class XxXxXAdapter final : public FetchAdapter {
 public:
  static constexpr ApiType kApiType = ApiType::accounting;

  /// A GET with the access's token to a path of the API.
  using GetJson = std::function<awaitable<boost::json::value>(IntegrationAccess, std::string)>;

  explicit XxXxXAdapter(GetJson get_json);

  /// @throws IntegrationError as the call does, and `malformed_answer`.
  awaitable<NormalisedData> getData(DataRequest request) override;

  bool hasDataEndpoints() const override { return true; }

 private:
  GetJson get_json_;
};

/// The conversion alone; pure. `report` is what XxXxX answers. A row that cannot be read is left
/// out and reported.
/// @throws IntegrationError `malformed_answer` when it is no report.
DataBatch toBatch(const boost::json::value& report);

}  // namespace patchbay
