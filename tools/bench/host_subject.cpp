// Brings the host to where it hands out a token from memory: sandbox, data folder, API key, connect
// session, the browser's walk through the consent page.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

#include "core/base/run_to_end.hpp"
#include "core/http/http_client.hpp"
#include "tools/bench/subject.hpp"

namespace patchbay::bench {
namespace {

constexpr const char* kWorkspace = "bench";
/// One of the sandbox's companies.
constexpr const char* kCompany = "5f1d2c3b-7a64-4e0f-9c1e-0b8a55d21e90";

/// A client that waits: the bench has nothing else to do.
class WaitingClient {
 public:
  http::HttpResponse send(http::HttpRequest request) {
    const auto url = request.url.substr(0, request.url.find('?'));
    auto response = runToEnd(client_->send(std::move(request)));
    if (response.status >= 400) {
      throw std::runtime_error(url + ": status " + std::to_string(response.status) + "\n" +
                               response.body);
    }
    return response;
  }

 private:
  std::unique_ptr<http::HttpClient> client_ = http::makeHttpClient({});
};

std::map<std::string, std::string> hostEnvironment(const std::string& folder,
                                                   const std::string& provider) {
  return {{"PATCHBAY_DATA_DIR", folder + "/data"},
          {"PATCHBAY_LISTEN", "127.0.0.1:0"},
          {"PATCHBAY_THREADS", "1"},
          {"GUSTO_CLIENT_ID", "sandbox-client"},
          {"GUSTO_CLIENT_SECRET", "sandbox-secret"},
          {"GUSTO_AUTHORIZE_URL", provider + "/oauth/authorize"},
          {"GUSTO_REFRESH_URL", provider + "/oauth/token"},
          {"GUSTO_API_BASE_URL", provider}};
}

/// Runs a command of the host to its end; its first line of output.
std::string runHost(const std::string& program, const Arguments& words,
                    const std::map<std::string, std::string>& environment) {
  Arguments command{program};
  command.insert(command.end(), words.begin(), words.end());
  const auto process = startProgram(command, environment);
  const auto line = process->readLine();
  if (process->wait() != 0) throw std::runtime_error("failed: patchbay " + words.front());
  return line;
}

std::string headerOf(const http::HttpResponse& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or(""));
}

/// What a browser does: login, the provider's consent, callback with the host's cookie.
void walkThroughConsent(WaitingClient& client, const std::string& login_url) {
  const auto login = client.send({"GET", login_url});
  auto consent_url = headerOf(login, "Location") + "&sandbox_company=" + kCompany;
  const auto consent = client.send({"GET", consent_url});
  http::HttpRequest callback("GET", headerOf(consent, "Location"));
  const auto cookie = headerOf(login, "Set-Cookie");
  callback.headers.add("Cookie", cookie.substr(0, cookie.find(';')));
  client.send(std::move(callback));
}

void connectGusto(const std::string& host, const std::string& key) {
  WaitingClient client;
  http::HttpRequest open("POST", host + "/v1/connect-sessions");
  open.headers.add("Authorization", "Bearer " + key);
  open.headers.add("Content-Type", "application/json");
  open.body = R"({"workspace_id":"bench"})";
  const auto session = boost::json::parse(client.send(std::move(open)).body);
  const std::string token(session.at("token").as_string());
  walkThroughConsent(client, host + "/integration/gusto/login?workspace_id=" + kWorkspace +
                                 "&access_token=" + token);
}

std::string tokenRequest(const std::string& key) {
  return "GET /v1/workspaces/bench/integrations/gusto/token HTTP/1.1\r\n"
         "Host: 127.0.0.1\r\n"
         "Authorization: Bearer " +
         key +
         "\r\n"
         "User-Agent: patchbay-bench\r\n"
         "Accept: */*\r\n\r\n";
}

}  // namespace

Running startHost(const std::string& programs, const Arguments& prefix) {
  Running running;
  running.folder = std::make_unique<testing::TemporaryFolder>();
  running.provider = startProgram({programs + "/patchbay-sandbox", "--any-loopback-redirect"});
  const auto provider = "http://127.0.0.1:" + std::to_string(readPort(*running.provider));
  const auto environment = hostEnvironment(running.folder->path().string(), provider);
  const auto program = programs + "/patchbay";
  runHost(program, {"init"}, environment);
  const auto key = runHost(program, {"keys", "create", "--workspace", kWorkspace}, environment);

  auto command = prefix;
  command.push_back(program);
  command.push_back("serve");
  running.server = startProgram(command, environment);
  running.target = {readPort(*running.server), tokenRequest(key)};
  connectGusto("http://127.0.0.1:" + std::to_string(running.target.port), key);
  loadExactly(running.target, 1, 1);  // from here on the token is in memory
  return running;
}

}  // namespace patchbay::bench
