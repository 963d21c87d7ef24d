#pragma once

#include <memory>
#include <string>

#include "core/fetch/fetch_adapter.hpp"
#include "core/fetch/fetch_cache.hpp"
#include "core/http/router.hpp"
#include "host/routes/connect_sessions.hpp"
#include "host/routes/data_request.hpp"
#include "host/routes/host_services.hpp"
#include "host/web/data_page.hpp"

namespace patchbay::host {

/// `GET .../data` and `GET .../data-endpoints`: the normalised data of a connected tenant, from
/// memory where they may be. A browser's `Accept: text/html` gets `data` as a page, for which it
/// may give the API key as a password: a browser sends no bearer token.
class DataRoutes {
 public:
  DataRoutes(const HostServices& services, ConnectSessions& sessions)
      : services_(services), sessions_(sessions) {}

  void addTo(http::Router& router);

 private:
  /// What came of a request: the data, and whose they are.
  struct Fetched {
    DataAnswer answer;
    std::string tenant_id;
    std::string company;  ///< the tenant's name

    Fetched() = default;
  };

  awaitable<http::ServerResponse> data(http::ServerRequest request);
  awaitable<http::ServerResponse> answer(http::ServerRequest request, bool is_page);
  awaitable<http::ServerResponse> endpoints(http::ServerRequest request);

  using Integration = std::shared_ptr<IntegrationOAuth>;

  static web::DataPageHead headOf(const Fetched& fetched, const OAuthApp& app);
  static FetchAdapter& adapterOf(IntegrationOAuth& integration);
  awaitable<Fetched> fetch(Integration integration, std::string workspace, DataQuery query);
  awaitable<Fetched> fetchFromAdapter(Integration integration, std::string workspace,
                                      DataQuery query);

  const HostServices& services_;
  ConnectSessions& sessions_;
};

}  // namespace patchbay::host
