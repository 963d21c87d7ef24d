#include "tools/demo/customer.hpp"

#include "tools/demo/narration.hpp"

namespace patchbay::demo {

std::string Customer::openSession(const std::string& workspace) {
  const auto session = web_.post(stage_.host() + "/v1/connect-sessions",
                                 {{"workspace_id", workspace}}, stage_.apiKey());
  expect(session.status == 201, "POST /v1/connect-sessions answers 201", session);
  return textOf(jsonOf(session), "connect_url");
}

void Customer::connectGusto(const std::string& connect_url, const std::string& company) {
  giveAccess(connect_url, {"gusto", "Gusto"}, "&sandbox_company=" + company);
}

void Customer::connectXero(const std::string& connect_url, const std::string& organisation) {
  giveAccess(connect_url, {"xero", "Xero"}, "&sandbox_organisation=" + organisation);
}

void Customer::giveAccess(const std::string& connect_url, const Provider& provider,
                          const std::string& choice) {
  Browser browser(web_);
  const auto page = browser.open(connect_url);
  expect(page.status == 200, "the connect page opens", page);
  const std::string link = findLink(page.body, "/integration/" + provider.id + "/", connect_url);
  const auto login = browser.openOnce(link);
  const std::string target(login.headers.find("Location").value_or(""));
  expect(login.status == 302 && originOf(target) == stage_.sandbox() &&
             target.find("code_challenge_method=S256") != std::string::npos,
         "the button leads to " + provider.name + ", with state and PKCE challenge", login);
  const auto done = browser.open(target + choice);
  const std::string said = provider.name + " is connected";
  expect(done.status == 200 && done.body.find(said) != std::string::npos,
         provider.name + " sends the browser back, and the page says \"" + said + "\"", done);
}

}  // namespace patchbay::demo
