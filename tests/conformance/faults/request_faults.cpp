#include <utility>

#include "tests/conformance/faults/faulty_integration.hpp"

// Faults in asking for tokens.

namespace patchbay::conformance {
namespace {

using http::HttpRequest;
using http::HttpResponse;
using http::RequestPurpose;

using Change = std::function<void(HttpRequest&)>;

/// A change of the calls made for that purpose only.
Change at(RequestPurpose purpose, Change change) {
  return [purpose, change](HttpRequest& request) {
    if (request.purpose == purpose) change(request);
  };
}

Change adding(const std::string& text) {
  return [text](HttpRequest& request) { request.body += text; };
}

void setHeader(HttpRequest& request, const std::string& name, const std::string& value) {
  http::HeaderFields kept;
  for (const auto& [key, old] : request.headers.all()) {
    if (key != name) kept.add(key, old);
  }
  if (!value.empty()) kept.add(name, value);
  request.headers = std::move(kept);
}

Change replacing(const std::string& from, const std::string& to) {
  return [from, to](HttpRequest& request) {
    const auto place = request.body.find(from);
    if (place != std::string::npos) request.body.replace(place, from.size(), to);
  };
}

FaultCase request(std::string name, std::set<std::string> fails, Change change,
                  std::vector<std::string> along = {}) {
  FaultCase row = faultRow(std::move(name), std::move(fails), std::move(along));
  row.fault.request = std::move(change);
  return row;
}

void addRequests(std::vector<FaultCase>& all) {
  const auto code = RequestPurpose::connect;
  const auto refresh = RequestPurpose::refresh;
  const auto no_header = [](const std::string& name) {
    return [name](HttpRequest& sent) { setHeader(sent, name, ""); };
  };
  const auto plain_text = [](HttpRequest& sent) { setHeader(sent, "Content-Type", "text/plain"); };
  all.push_back(request("ExchangesTwice", {"exchange.request"},
                        at(code, adding("&grant_type=authorization_code"))));
  all.push_back(request("ExchangesAsText", {"exchange.encoding"}, at(code, plain_text)));
  all.push_back(request("ChangesTheRedirectUri", {"exchange.redirect-uri"},
                        at(code, replacing("redirect_uri=https", "redirect_uri=http"))));
  all.push_back(request("DropsTheVerifier", {"exchange.pkce"},
                        at(code, replacing("code_verifier", "verifier"))));
  all.push_back(request("ExchangesUnauthenticated", {"exchange.client-authentication"},
                        at(code, no_header("Authorization"))));
  all.push_back(request("RefreshesUnauthenticated", {"refresh.client-authentication"},
                        at(refresh, no_header("Authorization"))));
  all.push_back(request("AuthenticatesTwice", {"refresh.client-authentication"},
                        at(refresh, adding("&client_secret=kit"))));
  all.push_back(request("RefreshesAsText", {"refresh.encoding"}, at(refresh, plain_text)));
  all.push_back(request("RefreshesElsewhere", {"refresh.endpoint"},
                        at(refresh, [](HttpRequest& sent) { sent.url += "?version=2"; })));
  all.push_back(request("SendsTwoRefreshTokens", {"refresh.request"},
                        at(refresh, adding("&refresh_token=another"))));
  all.push_back(request("RefreshesWithTheVerifier", {"refresh.nothing-else"},
                        at(refresh, adding("&code_verifier=made-up-verifier"))));
  all.push_back(
      request("WidensTheScope", {"refresh.scope"}, at(refresh, adding("&scope=read+admin"))));
  all.push_back(request("RevokesUnauthenticated", {"disconnect.client-authentication"},
                        at(RequestPurpose::disconnect, no_header("Authorization"))));
  all.push_back(
      request("RevokesInTheUrl", {"disconnect.request", "disconnect.revokes"},
              at(RequestPurpose::disconnect,
                 [](HttpRequest& sent) { sent.url += "?" + std::exchange(sent.body, ""); }),
              {"secrecy.urls"}));
  all.push_back(request("RefreshesInTheUrl", {"secrecy.urls"},
                        at(refresh, [](HttpRequest& sent) { sent.url += "?" + sent.body; }),
                        {"refresh.endpoint"}));
  all.push_back(request("WaitsForEver", {"calls.deadline"},
                        [](HttpRequest& sent) { sent.deadline = std::chrono::hours(24); }));
  FaultCase headers = request("ForgetsItsHeaders", {"refresh.headers", "exchange.headers"},
                              no_header("X-Sound-Version"));
  headers.fault.kind = Kind::json;
  all.push_back(std::move(headers));
}

void addRepetitions(std::vector<FaultCase>& all) {
  FaultCase twice = faultRow("SpendsTheRefreshTokenTwice",
                             {"rotation.sent-once", "refresh.once", "concurrency.callers",
                              "concurrency.failure", "concurrency.hosts"},
                             {"tenants.unauthorized", "answers.expires-*", "outcome.*", "refresh.*",
                              "rotation.*", "concurrency.*", "secrecy.*"});
  twice.fault.sends_twice = true;
  all.push_back(std::move(twice));
  FaultCase lost = faultRow("ExchangesACodeAgain", {"exchange.once"});
  lost.fault.repeats_lost = true;
  all.push_back(std::move(lost));
  FaultCase redirect = faultRow("FollowsRedirects", {"outcome.redirect"});
  redirect.fault.follows_redirects = true;
  all.push_back(std::move(redirect));
}

}  // namespace

std::vector<FaultCase> requestFaults() {
  std::vector<FaultCase> all;
  addRequests(all);
  addRepetitions(all);
  return all;
}

}  // namespace patchbay::conformance
