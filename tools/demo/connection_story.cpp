#include "tools/demo/connection_story.hpp"

#include <chrono>
#include <thread>

#include "tools/demo/narration.hpp"

namespace patchbay::demo {
namespace {

// Of the sandbox's invented companies, the one with the most people.
constexpr const char* kCompany = "5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90";
// A token lives six seconds here; after this long it is surely dead.
constexpr std::chrono::seconds kUntilExpired{7};

/// Enough of a token to tell it from another one.
std::string glimpse(const std::string& token) { return token.substr(0, 6) + "..."; }

}  // namespace

ConnectionStory::ConnectionStory(const Stage& stage) : stage_(stage), customer_(stage) {}

void ConnectionStory::tell() {
  connect();
  useToken();
  letTokenExpire();
  getFreshToken();
  revokeAtProvider();
  seeReconnectNeeded();
  reconnect();
  seeHealed();
}

void ConnectionStory::connect() {
  step("Your backend opens a connect session for the workspace `shop`.");
  const std::string connect_url = customer_.openSession("shop");
  tellMore("the customer is sent to " + stage_.host() + "/connect/...");
  step(
      "The customer clicks \"Connect Gusto\", signs in at Gusto, and picks Larkspur Bakery "
      "Collective.");
  customer_.connectGusto(connect_url, kCompany);
}

http::HttpResponse ConnectionStory::askForToken() {
  return web_.get(stage_.host() + "/v1/workspaces/shop/integrations/gusto/token", stage_.apiKey());
}

http::HttpResponse ConnectionStory::listEmployees() {
  return web_.get(stage_.sandbox() + "/v1/companies/" + company_ + "/employees?page=1&per=100",
                  token_);
}

void ConnectionStory::useToken() {
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

void ConnectionStory::letTokenExpire() {
  step("Time passes. Tokens of the sandbox live six seconds here instead of two hours.");
  std::this_thread::sleep_for(kUntilExpired);
  const auto employees = listEmployees();
  expect(employees.status == 401, "Gusto no longer accepts the token", employees);
}

void ConnectionStory::getFreshToken() {
  step("Your backend asks again and knows nothing of refreshing.");
  const auto answer = askForToken();
  const std::string fresh = textOf(jsonOf(answer), "access_token");
  expect(answer.status == 200 && !fresh.empty() && fresh != token_, "a fresh token comes", answer);
  tellMore("token " + glimpse(token_) + " became " + glimpse(fresh));
  token_ = fresh;
  const auto employees = listEmployees();
  expect(employees.status == 200, "Gusto accepts it", employees);
}

void ConnectionStory::revokeAtProvider() {
  step("The customer removes the application inside Gusto.");
  const auto answer = web_.post(stage_.sandbox() + "/sandbox/revoke", {{"company", company_}});
  expect(answer.status == 200, "the sandbox plays that part", answer);
  const auto employees = listEmployees();
  expect(employees.status == 401, "Gusto no longer accepts the token", employees);
}

void ConnectionStory::seeReconnectNeeded() {
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

void ConnectionStory::reconnect() {
  step("The customer opens the reconnect link and gives access once more.");
  customer_.connectGusto(reconnect_url_, kCompany);
}

void ConnectionStory::seeHealed() {
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
