#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "core/fetch/fetch_cache.hpp"
#include "core/oauth_app.hpp"

namespace patchbay::host {

/// The batch with the wanted series only; one that it does not have is reported as
/// `unknown_series`.
/// @param wanted  references (`Xero[Sales]`) or keys; empty: all.
DataBatch pickSeries(const DataBatch& batch, const std::vector<std::string>& wanted,
                     const OAuthApp& app);

/// `{"integration","api_type","tenant_id","from_date","to_date","fetched_at"}` and the members of
/// the normalised data; see docs/normalised-data.md.
boost::json::object describeData(const DataAnswer& answer, const NormalisedData& data,
                                 const OAuthApp& app, const std::string& tenant_id);

/// The same first members, and `"data_endpoints":[{"reference","key","label","statement","section",
/// "account_id"}]`, by reference.
boost::json::object describeEndpoints(const DataAnswer& answer, const OAuthApp& app,
                                      const std::string& tenant_id);

}  // namespace patchbay::host
