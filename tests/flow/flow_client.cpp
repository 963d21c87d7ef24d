#include "tests/flow/flow_client.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <utility>

#include "tests/support/http_calls.hpp"

namespace patchbay::testing {
namespace {

// The address behind "Connect ...", as the page has it.
std::string loginLinkOf(const BrowserPage& page, const std::string& integration) {
  const auto path = page.body.find("/integration/" + integration + "/login");
  if (path == std::string::npos) throw std::runtime_error("no login link in: " + page.body);
  const auto begin = page.body.rfind('"', path) + 1;
  std::string link = page.body.substr(begin, page.body.find('"', begin) - begin);
  for (auto at = link.find("&amp;"); at != std::string::npos; at = link.find("&amp;", at)) {
    link.replace(at, 5, "&");
  }
  if (link.front() != '/') return link;
  return page.url.substr(0, page.url.find('/', std::string("http://").size())) + link;
}

Answer answerOf(const http::HttpResponse& response) {
  Answer answer;
  answer.status = response.status;
  if (!response.body.empty()) answer.json = boost::json::parse(response.body);
  return answer;
}

}  // namespace

std::string Answer::text(std::string_view member) const {
  const auto* const object = json.if_object();
  const auto* const value = object == nullptr ? nullptr : object->if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

FlowClient::FlowClient(std::uint16_t port, std::string api_key, std::string integration)
    : base_("http://127.0.0.1:" + std::to_string(port)),
      api_key_(std::move(api_key)),
      integration_(std::move(integration)),
      http_(http::makeHttpClient(http::HttpClientOptions())) {}

// Opens a connect session and its page; returns the address of "Connect ...".
std::string FlowClient::openLogin(BrowserWalk& browser, const std::string& workspace) {
  const boost::json::object wish{{"workspace_id", workspace}};
  const Answer session = call("POST", "/v1/connect-sessions", boost::json::serialize(wish));
  return loginLinkOf(browser.open(session.text("connect_url")), integration_);
}

std::string FlowClient::loginLink(const std::string& workspace) {
  BrowserWalk browser(*http_);
  return openLogin(browser, workspace);
}

BrowserPage FlowClient::connect(const std::string& workspace, std::string_view company) {
  BrowserWalk browser(*http_);
  return browser.giveAccess(openLogin(browser, workspace), company);
}

BrowserPage FlowClient::connectBackTo(std::uint16_t port, const std::string& workspace,
                                      std::string_view company) {
  BrowserWalk browser(*http_);
  browser.stopBefore(base_ + "/integration/" + integration_ + "/callback");
  const BrowserPage sent = browser.giveAccess(openLogin(browser, workspace), company);
  return browser.open("http://127.0.0.1:" + std::to_string(port) + sent.url.substr(base_.size()));
}

BrowserPage FlowClient::refuse(const std::string& workspace) {
  BrowserWalk browser(*http_);
  return browser.refuseAccess(openLogin(browser, workspace));
}

Answer FlowClient::token(const std::string& workspace, const std::string& query) {
  return look(workspace, "token" + query);
}

Answer FlowClient::look(const std::string& workspace, const std::string& what) {
  return call("GET", below(workspace, "/" + what));
}

std::string FlowClient::below(const std::string& workspace, const std::string& what) const {
  return "/v1/workspaces/" + workspace + "/integrations/" + integration_ + what;
}

Answer FlowClient::chooseTenant(const std::string& workspace, std::string_view tenant_id) {
  const boost::json::object choice{{"tenant_id", tenant_id}};
  return call("PUT", below(workspace, "/tenant"), boost::json::serialize(choice));
}

Answer FlowClient::state(const std::string& workspace) {
  return call("GET", "/v1/workspaces/" + workspace + "/integrations");
}

Answer FlowClient::disconnect(const std::string& workspace) {
  return call("DELETE", below(workspace, ""));
}

Answer FlowClient::call(std::string method, const std::string& path, std::string body) {
  http::HttpRequest asked = request(std::move(method), path);
  if (!body.empty()) asked.headers.add("Content-Type", "application/json");
  asked.body = std::move(body);
  return answerOf(send(*http_, std::move(asked)));
}

awaitable<Answer> FlowClient::awaitToken(std::string workspace) {
  auto asked = request("GET", below(workspace, "/token"));
  const auto response = co_await http_->send(std::move(asked));
  co_return answerOf(response);
}

http::HttpRequest FlowClient::request(std::string method, const std::string& path) const {
  http::HttpRequest made(std::move(method), base_ + path);
  made.headers.add("Authorization", "Bearer " + api_key_);
  made.deadline = Milliseconds(60'000);
  return made;
}

}  // namespace patchbay::testing
