#include "tools/demo/story.hpp"

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <thread>

namespace patchbay::demo {
namespace {

// Of the sandbox's invented companies, the one with the most people.
constexpr const char* kCompany = "5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90";
// A token lives six seconds here; after this long it is surely dead.
constexpr std::chrono::seconds kUntilExpired{7};

int step_number = 0;

void step(const std::string& text) { std::cout << "\n" << ++step_number << ". " << text << "\n"; }

void tellMore(const std::string& text) { std::cout << "   " << text << std::endl; }

/// What a step promises.
void expect(bool holds, const std::string& promise, const http::HttpResponse& answer) {
  if (!holds) {
    throw std::runtime_error("step " + std::to_string(step_number) + " did not hold: " + promise +
                             " (the answer was " + std::to_string(answer.status) + ")");
  }
  tellMore("ok: " + promise);
}

/// Enough of a token to tell it from another one.
std::string glimpse(const std::string& token) { return token.substr(0, 6) + "..."; }

}  // namespace

Story::Story(const Stage& stage) : stage_(stage) {}

void Story::tell() {
  connect();
  useToken();
  letTokenExpire();
  getFreshToken();
  revokeAtProvider();
  seeReconnectNeeded();
  reconnect();
  seeHealed();
}

void Story::connect() {
  step("Your backend opens a connect session for the workspace `shop`.");
  const auto session = web_.post(stage_.host() + "/v1/connect-sessions", {{"workspace_id", "shop"}},
                                 stage_.apiKey());
  expect(session.status == 201, "POST /v1/connect-sessions answers 201", session);
  const std::string connect_url = textOf(jsonOf(session), "connect_url");
  tellMore("the customer is sent to " + stage_.host() + "/connect/...");

  step(
      "The customer clicks \"Connect Gusto\", signs in at Gusto, and picks Larkspur Bakery "
      "Collective.");
  giveAccess(connect_url);
}

void Story::giveAccess(const std::string& connect_url) {
  Browser browser(web_);
  const auto page = browser.open(connect_url);
  expect(page.status == 200, "the connect page opens", page);
  const auto login = browser.openOnce(firstLink(page.body, connect_url));
  const std::string gusto(login.headers.find("Location").value_or(""));
  expect(login.status == 302 && originOf(gusto) == stage_.sandbox() &&
             gusto.find("code_challenge_method=S256") != std::string::npos,
         "the button leads to Gusto, with state and PKCE challenge", login);
  const auto done = browser.open(gusto + "&sandbox_company=" + kCompany);
  expect(done.status == 200 && done.body.find("Gusto is connected") != std::string::npos,
         "Gusto sends the browser back, and the page says \"Gusto is connected\"", done);
}

http::HttpResponse Story::askForToken() {
  return web_.get(stage_.host() + "/v1/workspaces/shop/integrations/gusto/token", stage_.apiKey());
}

http::HttpResponse Story::listEmployees() {
  return web_.get(stage_.sandbox() + "/v1/companies/" + company_ + "/employees?page=1&per=100",
                  token_);
}

void Story::useToken() {
  step("Your backend asks for a token and calls Gusto with it.");
  const auto answer = askForToken();
  token_ = textOf(jsonOf(answer), "access_token");
  company_ = textOf(jsonOf(answer), "tenant_id");
  expect(answer.status == 200 && company_ == kCompany, "the token comes, and names its company",
         answer);
  tellMore("token " + glimpse(token_) + ", valid until " + textOf(jsonOf(answer), "expires_at"));
  const auto employees = listEmployees();
  const auto list = jsonOf(employees);
  expect(employees.status == 200 && list.is_array() && !list.get_array().empty(),
         "Gusto lists the company's employees", employees);
  tellMore(std::to_string(list.get_array().size()) + " people, the first one is " +
           textOf(list.get_array().front(), "first_name"));
}

void Story::letTokenExpire() {
  step("Time passes. Tokens of the sandbox live six seconds here instead of two hours.");
  std::this_thread::sleep_for(kUntilExpired);
  const auto employees = listEmployees();
  expect(employees.status == 401, "Gusto no longer accepts the token", employees);
}

void Story::getFreshToken() {
  step("Your backend asks again and knows nothing of refreshing.");
  const auto answer = askForToken();
  const std::string fresh = textOf(jsonOf(answer), "access_token");
  expect(answer.status == 200 && !fresh.empty() && fresh != token_, "a fresh token comes", answer);
  tellMore("token " + glimpse(token_) + " became " + glimpse(fresh));
  token_ = fresh;
  const auto employees = listEmployees();
  expect(employees.status == 200, "Gusto accepts it", employees);
}

void Story::revokeAtProvider() {
  step("The customer removes the application inside Gusto.");
  const auto answer = web_.post(stage_.sandbox() + "/sandbox/revoke", {{"company", company_}});
  expect(answer.status == 200, "the sandbox plays that part", answer);
  const auto employees = listEmployees();
  expect(employees.status == 401, "Gusto no longer accepts the token", employees);
}

void Story::seeReconnectNeeded() {
  step("When the token is due, your backend learns plainly that only the customer can help.");
  std::this_thread::sleep_for(kUntilExpired);
  const auto answer = askForToken();
  const auto problem = jsonOf(answer);
  reconnect_url_ = textOf(problem, "reconnect_url");
  expect(answer.status == 424 && textOf(problem, "code") == "requires_reconnect",
         "424 requires_reconnect", answer);
  expect(originOf(reconnect_url_) == stage_.host(), "the answer says where to reconnect", answer);
  const auto again = askForToken();
  expect(again.status == 424, "it stays so, without asking Gusto again", again);
}

void Story::reconnect() {
  step("The customer opens the reconnect link and gives access once more.");
  giveAccess(reconnect_url_);
}

void Story::seeHealed() {
  step("The connection is healed; nothing was lost.");
  const auto answer = askForToken();
  token_ = textOf(jsonOf(answer), "access_token");
  expect(answer.status == 200, "a token comes again", answer);
  const auto employees = listEmployees();
  expect(employees.status == 200, "Gusto accepts it", employees);
  const auto state = web_.get(stage_.host() + "/v1/workspaces/shop/integrations", stage_.apiKey());
  expect(state.body.find(R"("requires_reconnect":true)") == std::string::npos,
         "the workspace's state shows a healthy connection", state);
}

}  // namespace patchbay::demo
