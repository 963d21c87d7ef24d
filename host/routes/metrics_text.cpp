#include "host/routes/metrics_text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/events/event_totals.hpp"
#include "core/store/refused_texts.hpp"

namespace patchbay::host {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::vector<ClientMetric::Label>;

MetricFamily family(std::string name, std::string help, MetricType type) {
  MetricFamily made;
  made.name = std::move(name);
  made.help = std::move(help);
  made.type = type;
  return made;
}

void add(MetricFamily& family, Labels labels, double value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = value;
  metric.gauge.value = value;
  family.metric.push_back(std::move(metric));
}

ClientMetric::Label label(std::string name, std::string value) {
  ClientMetric::Label made;
  made.name = std::move(name);
  made.value = std::move(value);
  return made;
}

std::string statusClass(std::size_t index) {
  return index == 0 ? "aborted" : std::to_string(index) + "xx";
}

void addRequests(const http::HttpServer::Metrics& totals, std::vector<MetricFamily>& families) {
  auto requests = family("patchbay_http_requests_total", "Requests, by route and status class.",
                         MetricType::Counter);
  auto seconds = family("patchbay_http_request_seconds_total", "Time spent on requests, by route.",
                        MetricType::Counter);
  for (const auto& route : totals.by_route) {
    const std::string pattern = route.pattern.empty() ? "none" : route.pattern;
    for (std::size_t index = 0; index < std::size(route.by_status_class); ++index) {
      const auto count = route.by_status_class[index];
      if (count == 0) continue;
      add(requests, {label("route", pattern), label("status", statusClass(index))},
          static_cast<double>(count));
    }
    add(seconds, {label("route", pattern)}, static_cast<double>(route.duration_microseconds) / 1e6);
  }
  families.push_back(std::move(requests));
  families.push_back(std::move(seconds));
}

void addConnections(const http::HttpServer::Metrics& totals, std::vector<MetricFamily>& families) {
  auto accepted = family("patchbay_http_connections_total", "Connections, by what became of them.",
                         MetricType::Counter);
  add(accepted, {label("outcome", "accepted")}, static_cast<double>(totals.connections_accepted));
  add(accepted, {label("outcome", "refused")}, static_cast<double>(totals.connections_refused));
  auto open = family("patchbay_http_connections_open", "Connections open now.", MetricType::Gauge);
  add(open, {}, static_cast<double>(totals.connections_open));
  families.push_back(std::move(accepted));
  families.push_back(std::move(open));
}

void addIntegrations(const LiveIntegrations& integrations, std::vector<MetricFamily>& families) {
  auto loaded = family("patchbay_integration_loaded",
                       "1 when the integration serves, 0 when it was "
                       "refused.",
                       MetricType::Gauge);
  for (const auto& integration : integrations.all()) {
    add(loaded, {label("integration", integration->integrationName())}, 1);
  }
  for (const auto& integration : integrations.refused()) {
    add(loaded, {label("integration", integration.name)}, 0);
  }
  families.push_back(std::move(loaded));
}

void addCounts(const std::string& integration, const std::string& word,
               const std::map<std::string, std::uint64_t>& counts, MetricFamily& family) {
  for (const auto& [value, count] : counts) {
    add(family, {label("integration", integration), label(word, value)},
        static_cast<double>(count));
  }
}

void addRefreshes(const RefreshCoordinator& refresh, std::vector<MetricFamily>& families) {
  auto calls =
      family("patchbay_token_refreshes_total",
             "Token calls to refresh a connection, by what came of them.", MetricType::Counter);
  auto reconnects =
      family("patchbay_reconnects_required_total",
             "Connections found to need the end user, by cause.", MetricType::Counter);
  auto breaker = family("patchbay_provider_breaker_open",
                        "1 while no token calls are made because the provider rejects this "
                        "host's credentials.",
                        MetricType::Gauge);
  auto waiting =
      family("patchbay_token_refreshes_waiting",
             "Refreshes that wait until fewer token calls are under way.", MetricType::Gauge);
  for (const RefreshTotals& totals : refresh.totals()) {
    const auto& integration = totals.integration;
    addCounts(integration, "outcome", totals.calls, calls);
    addCounts(integration, "cause", totals.reconnects_required, reconnects);
    add(breaker, {label("integration", integration)}, totals.breaker_open ? 1 : 0);
    add(waiting, {label("integration", integration)}, static_cast<double>(totals.waiting));
  }
  for (auto* made : {&calls, &reconnects, &breaker, &waiting}) families.push_back(std::move(*made));
}

void addApiCalls(const LiveIntegrations& integrations, std::vector<MetricFamily>& families) {
  auto attempts =
      family("patchbay_api_calls_total",
             "Calls to providers' APIs, repeated ones included, by outcome.", MetricType::Counter);
  auto retries =
      family("patchbay_api_retries_total", "Calls to providers' APIs that repeated a failed one.",
             MetricType::Counter);
  auto renewals = family("patchbay_api_token_refusals_total",
                         "Calls whose token the provider refused, so that it was refreshed.",
                         MetricType::Counter);
  auto waits =
      family("patchbay_api_waits_total", "Calls held back so that a provider's limit is not hit.",
             MetricType::Counter);
  auto seconds = family("patchbay_api_wait_seconds_total", "How long they were held back.",
                        MetricType::Counter);
  auto given_up = family("patchbay_api_held_off_total",
                         "Calls not made because a provider's limit would have kept them too long.",
                         MetricType::Counter);
  for (const auto& integration : integrations.all()) {
    const ApiTotals totals = integration->apiTotals();
    const Labels labels{label("integration", integration->integrationName())};
    addCounts(integration->integrationName(), "outcome", totals.attempts, attempts);
    add(retries, labels, static_cast<double>(totals.retries));
    add(renewals, labels, static_cast<double>(totals.renewals));
    add(waits, labels, static_cast<double>(totals.waits));
    add(seconds, labels, static_cast<double>(totals.waited.count()) / 1e3);
    add(given_up, labels, static_cast<double>(totals.held_off));
  }
  for (auto* made : {&attempts, &retries, &renewals, &waits, &seconds, &given_up}) {
    families.push_back(std::move(*made));
  }
}

void addEvents(std::vector<MetricFamily>& families) {
  auto deliveries = family("patchbay_event_deliveries_total",
                           "Deliveries of events by providers, by what was answered to them.",
                           MetricType::Counter);
  auto worked_off = family("patchbay_events_worked_off_total",
                           "Events of providers taken to be worked off, by what came of it.",
                           MetricType::Counter);
  auto waiting = family("patchbay_events_waiting",
                        "Events of providers in the database that are still to be worked off, "
                        "whichever host received them.",
                        MetricType::Gauge);
  for (const auto& [integration, of] : eventTotals()) {
    addCounts(integration, "outcome", of.deliveries, deliveries);
    addCounts(integration, "outcome", of.worked_off, worked_off);
  }
  add(waiting, {}, static_cast<double>(eventsWaiting()));
  for (auto* made : {&deliveries, &worked_off, &waiting}) families.push_back(std::move(*made));
}

void addStore(std::vector<MetricFamily>& families) {
  auto refused = family("patchbay_sealed_texts_refused_total",
                        "Secrets of the database that did not open: changed, copied to another "
                        "row, or sealed with a key that this host lacks.",
                        MetricType::Counter);
  add(refused, {}, static_cast<double>(refusedTexts()));
  families.push_back(std::move(refused));
}

}  // namespace

std::string writeMetrics(const HostServices& services) {
  const http::HttpServer::Metrics totals = services.server->metrics();
  std::vector<MetricFamily> families;
  addRequests(totals, families);
  addConnections(totals, families);
  addIntegrations(services.integrations, families);
  addRefreshes(services.refresh, families);
  addApiCalls(services.integrations, families);
  addEvents(families);
  addStore(families);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace patchbay::host
