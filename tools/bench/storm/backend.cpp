#include "tools/bench/storm/backend.hpp"

#include <time.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/system_executor.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <future>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/base/run_to_end.hpp"
#include "tests/support/sandbox_process.hpp"
#include "tools/sandbox/common/token_ledger.hpp"

namespace patchbay::storm {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

/// Longer than any host lets a caller wait.
constexpr Milliseconds kDeadline{60'000};

http::HttpClientOptions manyConnections() {
  http::HttpClientOptions options;
  options.connections_per_origin = 4'096;
  options.idle_connections_per_origin = 4'096;
  return options;
}

std::string headerOf(const http::HttpResponse& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or(""));
}

std::string memberOf(const std::string& body, std::string_view name) {
  return std::string(json::parse(body).at(name).as_string());
}

std::string withOrigin(const std::string& url, const std::string& origin) {
  return origin + url.substr(url.find('/', std::string_view("http://").size()));
}

struct Queue {
  std::atomic<std::size_t> next{0};
  std::size_t count = 0;
  std::function<awaitable<void>(std::size_t)> work;
};

awaitable<void> workOff(std::shared_ptr<Queue> queue) {
  for (std::size_t item = queue->next++; item < queue->count; item = queue->next++) {
    co_await queue->work(item);
  }
}

}  // namespace

Backend::Backend(std::string api_key, std::string sandbox)
    : api_key_(std::move(api_key)),
      sandbox_(std::move(sandbox)),
      client_(http::makeHttpClient(manyConnections())) {}

http::HttpRequest Backend::request(std::string method, std::string url) const {
  http::HttpRequest made(std::move(method), std::move(url));
  made.headers.add("Authorization", "Bearer " + api_key_);
  made.deadline = kDeadline;
  return made;
}

awaitable<http::HttpResponse> Backend::mustAnswer(http::HttpRequest request, unsigned status) {
  const std::string what = request.method + " " + request.url.substr(0, request.url.find('?'));
  request.deadline = kDeadline;
  http::HttpResponse response = co_await client_->send(std::move(request));
  if (response.status != status) {
    throw std::runtime_error(what + ": status " + std::to_string(response.status) + "\n" +
                             response.body);
  }
  co_return response;
}

awaitable<http::HttpResponse> Backend::tryToSend(http::HttpRequest request) {
  http::HttpResponse none(0, {}, "");
  try {
    http::HttpResponse response = co_await client_->send(std::move(request));
    co_return response;
  } catch (const http::TransportError& error) {
    none.body = error.what();
  }
  co_return none;
}

awaitable<void> Backend::connect(std::string host, std::string callback_host,
                                 std::string workspace) {
  auto open = request("POST", host + "/v1/connect-sessions");
  open.headers.add("Content-Type", "application/json");
  open.body = json::serialize(json::object{{"workspace_id", workspace}});
  const auto session = co_await mustAnswer(std::move(open), 201);

  http::HttpRequest enter("GET", host + "/integration/gusto/login?workspace_id=" + workspace +
                                     "&access_token=" + memberOf(session.body, "token"));
  const auto login = co_await mustAnswer(std::move(enter), 302);
  http::HttpRequest agree("GET", headerOf(login, "Location") + "&sandbox_company=" +
                                     std::string(testing::SandboxProcess::kCompany));
  const auto consent = co_await mustAnswer(std::move(agree), 302);

  http::HttpRequest back("GET", withOrigin(headerOf(consent, "Location"), callback_host));
  const std::string cookie = headerOf(login, "Set-Cookie");
  back.headers.add("Cookie", cookie.substr(0, cookie.find(';')));
  const auto page = co_await mustAnswer(std::move(back), 200);
}

awaitable<HandOut> Backend::askForToken(std::string host, std::string workspace) {
  HandOut hand_out;
  auto asked = request("GET", host + "/v1/workspaces/" + workspace + "/integrations/gusto/token");
  hand_out.asked = clock_.now();
  const auto response = co_await tryToSend(std::move(asked));
  hand_out.status = response.status;
  if (response.status == 200) {
    hand_out.token = memberOf(response.body, "access_token");
  } else {
    hand_out.body = response.body;
  }
  co_return hand_out;
}

awaitable<unsigned> Backend::useToken(HandOut hand_out) {
  http::HttpRequest info("GET", sandbox_ + "/v1/token_info");
  info.headers.add("Authorization", "Bearer " + hand_out.token);
  info.headers.add(std::string(sandbox::kHeldSinceHeader),
                   std::to_string(hand_out.asked.time_since_epoch().count()));
  info.deadline = kDeadline;
  const auto response = co_await tryToSend(std::move(info));
  co_return response.status;
}

awaitable<unsigned> Backend::disconnect(std::string host, std::string workspace) {
  auto asked = request("DELETE", host + "/v1/workspaces/" + workspace + "/integrations/gusto");
  const auto response = co_await tryToSend(std::move(asked));
  co_return response.status;
}

awaitable<unsigned> Backend::statusOf(std::string url) {
  auto asked = request("GET", std::move(url));
  const auto response = co_await tryToSend(std::move(asked));
  co_return response.status;
}

awaitable<TimePoint> Backend::timeOf(std::string host) {
  auto asked = request("GET", host + "/livez");
  const auto response = co_await mustAnswer(std::move(asked), 200);
  tm date{};
  ::strptime(headerOf(response, "Date").c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  co_return fromEpochSeconds(::timegm(&date));
}

void forAll(std::size_t count, unsigned width, std::function<awaitable<void>(std::size_t)> work) {
  const auto queue = std::make_shared<Queue>();
  queue->count = count;
  queue->work = std::move(work);
  const asio::system_executor threads;
  std::vector<std::future<void>> workers;
  for (std::size_t i = 0; i < std::min<std::size_t>(count, width); ++i) {
    workers.push_back(futureOf(threads, workOff(queue)));
  }
  for (auto& worker : workers) worker.wait();
  for (auto& worker : workers) worker.get();
}

}  // namespace patchbay::storm
