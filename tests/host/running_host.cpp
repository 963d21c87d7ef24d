#include "tests/host/running_host.hpp"

#include <boost/json/parse.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "host/api_keys.hpp"
#include "tests/core/integration/acme_integration.hpp"
#include "tests/support/http_calls.hpp"
#include "tests/support/integration_fixture.hpp"
#include "tests/support/run.hpp"

namespace patchbay::testing {
namespace {

/// What stands between two texts; throws when either is missing.
std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto begin = text.find(before);
  if (begin == std::string::npos) throw std::runtime_error("no `" + before + "` in: " + text);
  const auto end = text.find(after, begin + before.size());
  if (end == std::string::npos) throw std::runtime_error("no `" + after + "` in: " + text);
  return text.substr(begin + before.size(), end - begin - before.size());
}

std::string unescapeHtml(std::string text) {
  for (std::size_t at = 0; (at = text.find("&amp;", at)) != std::string::npos; ++at) {
    text.replace(at, 5, "&");
  }
  return text;
}

}  // namespace

RunningHost::RunningHost(std::map<std::string, std::string> settings)
    : settings_(std::move(settings)),
      store_(std::make_unique<MemoryIntegrationStore>(clock)),
      provider_(std::make_unique<FakeHttpClient>()),
      client_(http::makeHttpClient({})) {
  settings_.try_emplace("PATCHBAY_LISTEN", "127.0.0.1:0");
  // The provider's answers are scripted call by call.
  settings_.try_emplace("PATCHBAY_BACKGROUND_REFRESH", "false");
  store = store_.get();
  acme = provider_.get();
}

RunningHost::~RunningHost() = default;

void RunningHost::keepIn(std::unique_ptr<IntegrationStore> other) {
  store_ = std::move(other);
  store = store_.get();
}

std::string RunningHost::addKey(const Key& key) {
  auto made = host::makeApiKey("test", key.workspaces, key.operations, time_->now());
  made.record.expires_at = key.expires_at;
  run(store->insertApiKey(made.record));
  return made.text.reveal();
}

void RunningHost::start() {
  host::HostParts parts;
  parts.clock = time_;
  parts.log = &log;
  parts.ready_patience = ready_patience_;
  parts.store = std::move(store_);
  parts.http = std::move(provider_);
  if (plugin_folder_.empty()) {
    parts.add_integrations = [this](IntegrationRegistry& registry,
                                    const IntegrationContext& context) {
      registry.add(std::make_unique<AcmeIntegration>(context, change_));
    };
  } else {
    settings_["PATCHBAY_PLUGIN_DIR"] = plugin_folder_;
  }
  application_ = std::make_unique<host::HostApplication>(Settings::of(settings_), std::move(parts));
  application_->start();
}

http::HttpResponse RunningHost::send(const std::string& method, const std::string& path,
                                     const std::map<std::string, std::string>& headers,
                                     const std::string& body) {
  const std::string origin = "http://127.0.0.1:" + std::to_string(application_->port());
  http::HttpRequest request(method, origin + path);
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  request.body = body;
  return testing::send(*client_, std::move(request));
}

http::HttpResponse RunningHost::call(const std::string& key, const std::string& method,
                                     const std::string& path, const std::string& body) {
  std::map<std::string, std::string> headers{{"Authorization", "Bearer " + key}};
  if (!body.empty()) headers["Content-Type"] = "application/json";
  return send(method, path, headers, body);
}

std::string RunningHost::openSession(const std::string& key, const std::string& workspace,
                                     const std::string& more_members) {
  const auto answer = call(key, "POST", "/v1/connect-sessions",
                           R"({"workspace_id":")" + workspace + "\"" + more_members + "}");
  if (answer.status != 201) throw std::runtime_error("no session: " + answer.body);
  const std::string connect_url(bodyOf(answer).at("connect_url").as_string());
  return connect_url.substr(url().size());
}

RunningHost::Login RunningHost::beginLogin(const std::string& connect_path) {
  const auto page = send("GET", connect_path);
  const std::string button = unescapeHtml(between(page.body, " href=\"", "\""));
  const auto redirect = send("GET", button);
  Login login;
  login.set_cookie = headerOf(redirect, "Set-Cookie");
  login.cookie = login.set_cookie.substr(0, login.set_cookie.find(';'));
  login.state = queryParameter(headerOf(redirect, "Location"), "state");
  login.callback = "/integration/acme/callback?code=code-1&state=" + login.state;
  return login;
}

http::HttpResponse RunningHost::connect(const std::string& key, const std::string& workspace,
                                        const std::string& number) {
  const Login login = beginLogin(openSession(key, workspace));
  scriptPair(number);
  scriptCompany();
  return send("GET", login.callback, {{"Cookie", login.cookie}});
}

void RunningHost::scriptPair(const std::string& number, int expires_in) {
  acme->answer(200, R"({"access_token":"access-)" + number + R"(","refresh_token":"refresh-)" +
                        number + R"(","token_type":"Bearer","scope":"read pay:read",)" +
                        R"("expires_in":)" + std::to_string(expires_in) + "}");
}

void RunningHost::scriptCompany(const std::string& id) {
  acme->answer(200, R"({"id":")" + id + R"("})");
}

boost::json::value bodyOf(const http::HttpResponse& answer) {
  return boost::json::parse(answer.body);
}

std::string formField(const http::HttpResponse& page, const std::string& name) {
  const std::string before = "name=\"" + name + "\" value=\"";
  return page.body.find(before) == std::string::npos ? "" : between(page.body, before, "\"");
}

std::string headerOf(const http::HttpResponse& answer, std::string_view name) {
  return std::string(answer.headers.find(name).value_or(""));
}

}  // namespace patchbay::testing
