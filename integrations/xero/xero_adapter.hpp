#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/fetch/fetch_adapter.hpp"
#include "core/oauth_app.hpp"
#include "xero_gathering.hpp"
#include "xero_organisation.hpp"

namespace patchbay {

/// The monthly profit and loss and balance sheet of an organisation at Xero.
class XeroAdapter final : public FetchAdapter {
 public:
  static constexpr ApiType kApiType = ApiType::accounting;

  /// A GET to a path behind the API's base address, for the tenant of that id.
  using Get = std::function<awaitable<boost::json::value>(IntegrationAccess, std::string tenant_id,
                                                          std::string path)>;

  /// @param api_path  where the Accounting API begins, e.g. `/api.xro/2.0`.
  /// @param clock     must outlive this.
  XeroAdapter(Get get, std::string api_path, const Clock& clock);

  /// All calls at the same time; then, only where headings were not as expected, a call a month.
  awaitable<NormalisedData> getData(DataRequest request) override;

  bool hasDataEndpoints() const override { return true; }

  awaitable<std::string> getTimeZone(IntegrationAccess access, std::string tenant_id) override;

 private:
  using Request = std::shared_ptr<const DataRequest>;
  using Outcome = std::shared_ptr<XeroReportOutcome>;
  using Organisation = std::shared_ptr<std::optional<XeroOrganisation>>;

  awaitable<void> gather(Request request, std::shared_ptr<XeroGathering> gathering,
                         Organisation organisation);
  awaitable<std::vector<XeroReportOutcome>> fetchAll(Request request,
                                                     std::vector<XeroReportCall> calls,
                                                     Organisation organisation);
  awaitable<void> fetchReport(Request request, Outcome outcome);
  awaitable<void> findOrganisation(Request request, Organisation organisation);
  awaitable<XeroOrganisation> fetchOrganisation(IntegrationAccess access, std::string tenant_id);
  std::optional<XeroOrganisation> remembered(const std::string& tenant_id);
  void remember(const std::string& tenant_id, const XeroOrganisation& organisation);

  const Get get_;
  const std::string api_path_;
  const Clock& clock_;
  std::mutex mutex_;  // guards organisations_
  /// With the moment from which on they are asked for again.
  std::map<std::string, std::pair<XeroOrganisation, TimePoint>> organisations_;
};

}  // namespace patchbay
