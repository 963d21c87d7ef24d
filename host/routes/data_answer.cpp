#include "host/routes/data_answer.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "core/data/data_reference.hpp"

namespace patchbay::host {
namespace {

namespace json = boost::json;

const DataSeries* findWanted(const DataBatch& batch, const std::string& text, const OAuthApp& app) {
  const auto reference = parseDataReference(text);
  const bool is_ours = reference && reference->provider == app.name;
  return findSeries(batch, is_ours ? reference->name : text);
}

json::object describeSource(const DataAnswer& answer, const OAuthApp& app,
                            const std::string& tenant_id) {
  json::object source;
  source["integration"] = app.name;
  source["api_type"] = name(app.api_type);
  source["tenant_id"] = tenant_id.empty() ? json::value() : json::value(tenant_id);
  source["from_date"] = toText(answer.range.from);
  source["to_date"] = toText(answer.range.to);
  source["fetched_at"] = toRfc3339(answer.fetched_at);
  return source;
}

}  // namespace

DataBatch pickSeries(const DataBatch& batch, const std::vector<std::string>& wanted,
                     const OAuthApp& app) {
  DataBatch picked = batch;
  if (wanted.empty()) return picked;
  picked.series.clear();
  for (const std::string& text : wanted) {
    if (const DataSeries* const series = findWanted(batch, text, app)) {
      picked.series.insert_or_assign(series->key, *series);
    } else {
      picked.warnings.emplace_back("unknown_series",
                                   "There is no such series, or several have this label; "
                                   "GET .../data-endpoints lists them.",
                                   text);
    }
  }
  return picked;
}

json::object describeData(const DataAnswer& answer, const NormalisedData& data, const OAuthApp& app,
                          const std::string& tenant_id) {
  json::object described = describeSource(answer, app, tenant_id);
  json::object members = std::visit([](const auto& kind) { return toJson(kind); }, data);
  for (auto& member : members) described[member.key()] = std::move(member.value());
  return described;
}

json::object describeEndpoints(const DataAnswer& answer, const OAuthApp& app,
                               const std::string& tenant_id) {
  json::array endpoints;
  for (const auto& endpoint : dataEndpointsOf(std::get<DataBatch>(*answer.data), app.name)) {
    const DataSeries& series = *endpoint.series;
    json::object described;
    described["reference"] = endpoint.reference;
    described["key"] = series.key;
    described["label"] = series.label;
    described["statement"] = series.statement;
    described["section"] = series.section;
    described["account_id"] =
        series.account_id.empty() ? json::value() : json::value(series.account_id);
    endpoints.push_back(std::move(described));
  }
  json::object described = describeSource(answer, app, tenant_id);
  described["data_endpoints"] = std::move(endpoints);
  return described;
}

}  // namespace patchbay::host
