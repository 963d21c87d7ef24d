#include "xero_adapter.hpp"

#include "core/base/error.hpp"
#include "core/base/in_parallel.hpp"

namespace patchbay {
namespace {

// Long enough that the time zone and the currency of one request take one call.
constexpr Seconds kOrganisationLifetime = std::chrono::minutes(10);
constexpr std::size_t kMostOrganisations = 1000;

DataWarning currencyWarning() {
  return DataWarning("currency_unknown",
                     "Xero did not tell the organisation's currency; the amounts are in it all "
                     "the same.");
}

DataWarning timeZoneWarning(const XeroOrganisation& organisation) {
  return DataWarning("time_zone_unknown", "Xero's time zone " + organisation.xero_time_zone +
                                              " is not known here; months begin and end by UTC.");
}

void describe(const XeroOrganisation& organisation, DataBatch& batch) {
  batch.currency = organisation.currency;
  if (organisation.currency.empty()) batch.warnings.push_back(currencyWarning());
  const bool is_unknown = organisation.time_zone.empty() && !organisation.xero_time_zone.empty();
  if (is_unknown) batch.warnings.push_back(timeZoneWarning(organisation));
}

}  // namespace

XeroAdapter::XeroAdapter(Get get, std::string api_path, const Clock& clock)
    : get_(std::move(get)), api_path_(std::move(api_path)), clock_(clock) {}

// --- reports ---

awaitable<NormalisedData> XeroAdapter::getData(DataRequest request) {
  const auto gathering = std::make_shared<XeroGathering>(request.range, request.today);
  const auto organisation = std::make_shared<std::optional<XeroOrganisation>>();
  auto shared = std::make_shared<const DataRequest>(std::move(request));
  co_await gather(std::move(shared), gathering, organisation);
  auto batch = gathering->batch();
  describe(organisation->value_or(XeroOrganisation()), batch);
  co_return NormalisedData(std::move(batch));
}

awaitable<void> XeroAdapter::gather(Request request, std::shared_ptr<XeroGathering> gathering,
                                    Organisation organisation) {
  auto calls = gathering->firstCalls();
  auto outcomes = co_await fetchAll(request, std::move(calls), std::move(organisation));
  gathering->take(outcomes);
  calls = gathering->callsForMonthsNotHeld();
  if (calls.empty()) co_return;
  outcomes = co_await fetchAll(std::move(request), std::move(calls), nullptr);
  gathering->take(outcomes);
}

/// @param organisation  null: it is not asked for.
awaitable<std::vector<XeroReportOutcome>> XeroAdapter::fetchAll(Request request,
                                                                std::vector<XeroReportCall> calls,
                                                                Organisation organisation) {
  std::vector<Outcome> outcomes;
  std::vector<awaitable<void>> operations;
  for (const auto& call : calls) {
    outcomes.push_back(std::make_shared<XeroReportOutcome>(call));
    operations.push_back(fetchReport(request, outcomes.back()));
  }
  if (organisation) operations.push_back(findOrganisation(request, organisation));
  co_await inParallel(std::move(operations));
  std::vector<XeroReportOutcome> results;
  for (const auto& outcome : outcomes) results.push_back(std::move(*outcome));
  co_return results;
}

awaitable<void> XeroAdapter::fetchReport(Request request, Outcome outcome) {
  auto path = api_path_ + outcome->call.path();
  try {
    const auto answer = co_await get_(request->access, request->tenant_id, std::move(path));
    outcome->report = readReport(answer);
  } catch (const IntegrationError& error) {
    outcome->failure = error;
  }
}

// --- the organisation ---

awaitable<std::string> XeroAdapter::getTimeZone(IntegrationAccess access, std::string tenant_id) {
  try {
    const auto organisation = co_await fetchOrganisation(std::move(access), std::move(tenant_id));
    co_return organisation.time_zone;
  } catch (const IntegrationError& error) {
    if (error.code() != ErrorCode::insufficient_scope) throw;
  }
  co_return std::string();
}

/// Leaves it empty where Xero does not tell: the reports say whether the connection works.
awaitable<void> XeroAdapter::findOrganisation(Request request, Organisation organisation) {
  try {
    *organisation = co_await fetchOrganisation(request->access, request->tenant_id);
  } catch (const IntegrationError&) {
    organisation->reset();
  }
}

awaitable<XeroOrganisation> XeroAdapter::fetchOrganisation(IntegrationAccess access,
                                                           std::string tenant_id) {
  const auto known = remembered(tenant_id);
  if (known) co_return *known;
  auto path = api_path_ + "/Organisation";
  const auto answer = co_await get_(std::move(access), tenant_id, std::move(path));
  auto organisation = readOrganisation(answer);
  remember(tenant_id, organisation);
  co_return organisation;
}

std::optional<XeroOrganisation> XeroAdapter::remembered(const std::string& tenant_id) {
  const std::lock_guard lock(mutex_);
  const auto found = organisations_.find(tenant_id);
  if (found == organisations_.end() || found->second.second <= clock_.now()) return {};
  return found->second.first;
}

void XeroAdapter::remember(const std::string& tenant_id, const XeroOrganisation& organisation) {
  const std::lock_guard lock(mutex_);
  if (organisations_.size() >= kMostOrganisations) organisations_.clear();
  organisations_.insert_or_assign(
      tenant_id, std::make_pair(organisation, clock_.now() + kOrganisationLifetime));
}

}  // namespace patchbay
