#pragma once

#include <string>
#include <utility>
#include <variant>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/data/data_batch.hpp"
#include "core/data/payroll.hpp"
#include "core/integration_access.hpp"

namespace patchbay {

/// What of a tenant's data is wanted.
struct DataRequest {
  IntegrationAccess access;
  std::string tenant_id;  ///< the provider's id; one of `access.tenants`, or empty where none exist
  DateRange range;        ///< not empty
  Day today;              ///< where the tenant is

  DataRequest(IntegrationAccess grant, std::string tenant, DateRange days, Day local_today)
      : access(std::move(grant)), tenant_id(std::move(tenant)), range(days), today(local_today) {}
};

/// Normalised data with the warnings that belong to them, of the kind that `OAuthApp::api_type`
/// states.
using NormalisedData = std::variant<DataBatch, PayrollData>;

/// How long data may be handed out again without asking the provider.
struct DataLifetimes {
  Seconds closed = std::chrono::hours(24);   ///< of months that ended more than three months ago
  Seconds recent = std::chrono::minutes(5);  ///< of the others

  DataLifetimes() = default;
  DataLifetimes(Seconds of_closed, Seconds of_recent) : closed(of_closed), recent(of_recent) {}
};

/// Turns one provider's answers into normalised data. One per integration, made by
/// `IntegrationOAuth::makeFetchAdapter`; lives as long as the integration, and its methods may be
/// called from any thread, several at a time. It remembers nothing that `FetchCache` remembers. It
/// is destroyed after the integration that made it, so its destructor must not call that.
///
/// What a provider's answer lacks or what cannot be read becomes a warning beside the data, never a
/// guess and never a failure of the rest. Coroutines throw `IntegrationError` where there are no
/// data at all.
class PATCHBAY_EXPORT FetchAdapter {
 public:
  virtual ~FetchAdapter();

  /// The data of every month of which `request.range` has a day. They may hold more months: what
  /// was not asked for is cut off by the caller.
  virtual awaitable<NormalisedData> getData(DataRequest request) = 0;

  /// Whether single series can be named and asked for, as `getDataEndpoints` lists them. The
  /// default is no, as for payroll.
  virtual bool hasDataEndpoints() const;

  /// IANA's name of the time zone in which the tenant reckons, e.g. `Australia/Sydney`: there it
  /// may be another day than here. Asked for once in a while, ahead of `getData`. The default is
  /// empty: UTC.
  virtual awaitable<std::string> getTimeZone(IntegrationAccess access, std::string tenant_id);

  virtual DataLifetimes lifetimes() const;
};

}  // namespace patchbay
