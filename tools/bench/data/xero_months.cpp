#include "tools/bench/data/xero_months.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "tools/bench/data/judge.hpp"
#include "tools/demo/customer.hpp"
#include "tools/demo/narration.hpp"
#include "tools/demo/stage.hpp"
#include "tools/demo/web.hpp"

namespace patchbay::bench {
namespace {

namespace json = boost::json;

// One of the sandbox's invented organisations, with books since January 2021.
constexpr const char* kOrganisation = "1b7e3c94-58a2-4f60-b1d7-94c0e6a2f583";
constexpr const char* kXero = "/v1/workspaces/shop/integrations/xero/";
constexpr const char* kMonths = "data?from_date=2024-08-01&to_date=2026-07-31";
constexpr int kAnswerMilliseconds = 500;
constexpr int kAllowedCalls = 3;
constexpr double kAllowance = 1.1;

/// A workspace connected to an organisation of Xero's stand-in, which takes its time.
class SlowXero {
 public:
  explicit SlowXero(const std::filesystem::path& programs) : stage_(programs) {
    demo::narrate(false);
    demo::Customer customer(stage_);
    customer.connectXero(customer.openSession("shop"), kOrganisation);
    const auto slow = web_.post(
        stage_.sandbox() + "/sandbox/faults",
        {{"kind", "slow"}, {"endpoint", "GET /api.xro/*"}, {"delay_ms", kAnswerMilliseconds}});
    if (slow.status / 100 != 2) throw std::runtime_error("the sandbox cannot be made slow");
  }

  /// Every call anew, whatever the host remembers.
  void fetchMonths() {
    const auto answer = ask(kMonths, true);
    const auto data = demo::jsonOf(answer);
    if (answer.status == 200 && data.at("dates").as_array().size() == 24) return;
    throw std::runtime_error("24 months did not come: " + std::to_string(answer.status) + " " +
                             answer.body.substr(0, 300));
  }

  /// The calls that the host has made at Xero until now, each made once more and alone: how long
  /// they took in milliseconds, the slowest first.
  std::vector<double> repeatCalls() {
    const auto token = demo::jsonOf(ask("token", false));
    const auto log = demo::jsonOf(web_.get(stage_.sandbox() + "/sandbox/xero/calls"));
    std::vector<double> times;
    for (const json::value& call : log.at("calls").as_array()) {
      http::HttpRequest request("GET", urlOf(call));
      request.headers.add("Authorization", "Bearer " + demo::textOf(token, "access_token"));
      request.headers.add("Xero-Tenant-Id", demo::textOf(token, "tenant_id"));
      request.headers.add("Accept", "application/json");
      if (urlOf(call).find("/api.xro/") == std::string::npos) continue;
      times.push_back(measure(1, [&] { sendAndCheck(request); }));
    }
    std::sort(times.begin(), times.end(), std::greater<>());
    return times;
  }

 private:
  http::HttpResponse ask(const std::string& what, bool anew) {
    http::HttpRequest request("GET", stage_.host() + kXero + what);
    request.headers.add("Authorization", "Bearer " + stage_.apiKey());
    if (anew) request.headers.add("Cache-Control", "no-cache");
    return web_.send(std::move(request));
  }

  std::string urlOf(const json::value& call) const {
    std::string url = stage_.sandbox() + demo::textOf(call, "path");
    char separator = '?';
    for (const auto& parameter : call.at("query").as_object()) {
      url += separator + std::string(parameter.key()) + "=" +
             std::string(parameter.value().as_string());
      separator = '&';
    }
    return url;
  }

  void sendAndCheck(const http::HttpRequest& request) {
    const auto answer = web_.send(request);
    if (answer.status != 200) throw std::runtime_error("Xero's stand-in refused a repeated call");
  }

  demo::Stage stage_;
  demo::Web web_;
};

}  // namespace

bool measureXeroMonths(const std::filesystem::path& programs, int rounds) {
  SlowXero xero(programs);
  const double first = measure(1, [&] { xero.fetchMonths(); });
  const auto calls = xero.repeatCalls();
  if (calls.size() < kAllowedCalls) throw std::runtime_error("24 months came by too few calls");
  const double slowest = std::accumulate(calls.begin(), calls.begin() + kAllowedCalls, 0.0);
  std::printf("%zu calls; the slowest %d of them, one after the other, take %.1f ms\n",
              calls.size(), kAllowedCalls, slowest);
  const double wanted = kAllowance * slowest;
  const bool is_first_quick =
      judge("24 months from Xero's stand-in, the first time", first, wanted);
  const double later = measure(rounds, [&] { xero.fetchMonths(); });
  return judge("24 months from Xero's stand-in, once more", later, wanted) && is_first_quick;
}

}  // namespace patchbay::bench
