#include "host/routes/data_routes.hpp"

#include <boost/json/serialize.hpp>
#include <optional>
#include <utility>

#include "core/base/error.hpp"
#include "host/routes/basic_password.hpp"
#include "host/routes/data_answer.hpp"
#include "host/routes/failure_text.hpp"
#include "host/routes/v1_access.hpp"
#include "host/web/data_page.hpp"

namespace patchbay::host {
namespace {

using http::ServerRequest;
using http::ServerResponse;

constexpr Seconds kLeastTokenLife{60};

bool wantsPage(const ServerRequest& request) {
  return request.header("accept").value_or("").starts_with("text/html");
}

/// A browser asks for a password where it cannot send a bearer token: that is the API key.
void allowPassword(ServerRequest& request) {
  const auto key = passwordOf(request.header("authorization").value_or(""));
  if (!key) return;
  request.headers.emplace(request.headers.begin(), "Authorization", "Bearer " + key->reveal());
}

ServerResponse failedPage(const IntegrationError& failure, const std::string& request_id,
                          Log& log) {
  if (failure.code() != ErrorCode::unauthorized) {
    return answerPageFailure(failure, request_id, log);
  }
  const IntegrationError told(failure.code(),
                              "This page needs an API key. Reload it and give the key as the "
                              "password; the user name does not matter.");
  ServerResponse response = answerPageFailure(told, request_id, log);
  response.with("WWW-Authenticate", R"(Basic realm="API key as password", charset="UTF-8")");
  return response;
}

NormalisedData pick(const NormalisedData& data, const DataQuery& query, const OAuthApp& app) {
  const auto* const batch = std::get_if<DataBatch>(&data);
  if (batch == nullptr) return data;
  return pickSeries(*batch, query.series, app);
}

}  // namespace

void DataRoutes::addTo(http::Router& router) {
  router.add("GET", "/v1/workspaces/{workspace}/integrations/{name}/data",
             [this](ServerRequest request) { return data(std::move(request)); });
  router.add("GET", "/v1/workspaces/{workspace}/integrations/{name}/data-endpoints",
             [this](ServerRequest request) { return endpoints(std::move(request)); });
}

awaitable<ServerResponse> DataRoutes::data(ServerRequest request) {
  std::optional<IntegrationError> failure;
  const bool is_page = wantsPage(request);
  const std::string request_id = request.request_id;
  if (is_page) allowPassword(request);
  try {
    ServerResponse response = co_await answer(std::move(request), is_page);
    co_return response;
  } catch (const IntegrationError& error) {
    if (!is_page) throw;
    failure = error;
  }
  co_return failedPage(*failure, request_id, services_.log);
}

awaitable<ServerResponse> DataRoutes::answer(ServerRequest request, bool is_page) {
  const auto integration = authorizedIntegration(services_, request, Operation::data);
  const DataQuery query = parseDataQuery(request, dayOf(services_.clock.now()));
  const std::string workspace = request.pathValue("workspace");
  const Fetched fetched = co_await fetch(integration, workspace, query);
  const OAuthApp& app = integration->app();
  const NormalisedData data = pick(*fetched.answer.data, query, app);
  if (is_page) co_return web::dataPage(headOf(fetched, app), data);
  auto described = describeData(fetched.answer, data, app, fetched.tenant_id);
  co_return jsonAnswer(200, boost::json::serialize(described));
}

awaitable<ServerResponse> DataRoutes::endpoints(ServerRequest request) {
  const auto integration = authorizedIntegration(services_, request, Operation::data);
  if (!adapterOf(*integration).hasDataEndpoints()) {
    throw IntegrationError(ErrorCode::not_found, integration->app().name +
                                                     " has no single series to choose from; GET "
                                                     ".../data gives all there is.");
  }
  const DataQuery query = parseDataQuery(request, dayOf(services_.clock.now()));
  const std::string workspace = request.pathValue("workspace");
  const Fetched fetched = co_await fetch(integration, workspace, query);
  auto described = describeEndpoints(fetched.answer, integration->app(), fetched.tenant_id);
  co_return jsonAnswer(200, boost::json::serialize(described));
}

web::DataPageHead DataRoutes::headOf(const Fetched& fetched, const OAuthApp& app) {
  web::DataPageHead head;
  head.provider = app.name;
  head.company = fetched.company;
  head.range = fetched.answer.range;
  head.today = fetched.answer.today;
  head.fetched_at = fetched.answer.fetched_at;
  return head;
}

FetchAdapter& DataRoutes::adapterOf(IntegrationOAuth& integration) {
  if (FetchAdapter* const adapter = integration.fetchAdapter()) return *adapter;
  throw IntegrationError(ErrorCode::not_found, integration.app().name +
                                                   " offers no normalised data; ask for a token "
                                                   "and call its API.");
}

awaitable<DataRoutes::Fetched> DataRoutes::fetch(Integration integration, std::string workspace,
                                                 DataQuery query) {
  std::optional<IntegrationError> failure;
  try {
    Fetched fetched = co_await fetchFromAdapter(integration, workspace, std::move(query));
    co_return fetched;
  } catch (const IntegrationError& error) {
    failure = error;
  }
  const auto told = co_await sessions_.explain(*failure, workspace, integration->integrationName());
  throw told;
}

awaitable<DataRoutes::Fetched> DataRoutes::fetchFromAdapter(Integration integration,
                                                            std::string workspace,
                                                            DataQuery query) {
  FetchAdapter& adapter = adapterOf(*integration);
  AccessRequest wanted(std::move(workspace), query.tenant_id, kLeastTokenLife);
  IntegrationAccess access = co_await integration->getIntegrationAccess(std::move(wanted));
  Fetched fetched;
  fetched.tenant_id = access.tenant_id;
  if (const Tenant* const tenant = findTenant(access, access.tenant_id)) {
    fetched.company = tenant->name;
  }
  DataWish wish(std::move(access), fetched.tenant_id, query.from);
  wish.to = query.to;
  wish.is_refresh = query.is_refresh;
  wish.held = integration;
  fetched.answer = co_await services_.fetched.getData(adapter, std::move(wish));
  co_return fetched;
}

}  // namespace patchbay::host
