#include "tests/flow/oidc/oidc_host.hpp"

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <future>
#include <stdexcept>
#include <utility>

#include "core/oauth/token_request.hpp"
#include "core/store/sql_integration_store.hpp"
#include "tests/flow/oidc/browser.hpp"
#include "tests/support/http_calls.hpp"

namespace patchbay::testing {

namespace {

constexpr const char* kWorkspace = "workspace-1";
constexpr const char* kPublicUrl = "http://127.0.0.1:9";

std::filesystem::path makeFolder() {
  std::string pattern = std::filesystem::temp_directory_path() / "patchbay-oidc-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  return pattern;
}

std::unique_ptr<IntegrationStore> openStore(const std::filesystem::path& folder, Log& log) {
  DatabaseLocation location;
  location.sqlite_file = folder / "patchbay.db";
  migrateDatabase(location);
  std::vector<crypto::KeyRing::Key> keys;
  keys.push_back({"test", Secret(std::string(32, 'k'))});
  return openSqlStore(location, crypto::KeyRing(std::move(keys)), log);
}

Settings settingsFor(const AuthorizationServer& server) {
  return Settings::of({{"ELSEWHERE_CLIENT_ID", AuthorizationServer::kClientId},
                       {"ELSEWHERE_CLIENT_SECRET", AuthorizationServer::kClientSecret},
                       {"ELSEWHERE_ISSUER", server.issuer()}});
}

}  // namespace

awaitable<http::HttpResponse> SpoilingClient::send(http::HttpRequest request) {
  const std::string url = request.url;
  http::HttpResponse response = co_await real_.send(std::move(request));
  if (spoil_ && url.ends_with(path_)) spoil_(response);
  co_return response;
}

void SpoilingClient::spoil(std::string path, Spoil spoil) {
  path_ = std::move(path);
  spoil_ = std::move(spoil);
}

OidcHost::OidcHost() : clock(SystemClock().now()), folder_(makeFolder()) {
  const std::vector<std::string> redirect_uris{std::string(kPublicUrl) +
                                               "/integration/elsewhere/callback"};
  server_ = std::make_unique<AuthorizationServer>(redirect_uris);
  client_ = http::makeHttpClient(http::HttpClientOptions());
  spoiling = std::make_unique<SpoilingClient>(*client_);
  store_ = openStore(folder_, log_);
  refresh_ = std::make_unique<RefreshCoordinator>(*store_, clock, log_, io_.get_executor());
  settings_ = std::make_unique<Settings>(settingsFor(*server_));
  const IntegrationContext context{*spoiling, *store_,    *refresh_,  memory_, clock,
                                   log_,      *settings_, kPublicUrl, {}};
  registry_ =
      std::make_unique<IntegrationRegistry>(setupIntegrations(PATCHBAY_OIDC_PROVIDER, context));
  for (const auto& refused : registry_->refused()) throw std::runtime_error(refused.reason);
  integration_ = registry_->find("elsewhere");
}

OidcHost::~OidcHost() {
  registry_.reset();
  refresh_.reset();
  store_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

CallbackResult OidcHost::connect(const Divert& divert, const Divert& divert_back) {
  LoginRedirect login = run(integration_->oauthLogin(LoginRequest(kWorkspace, "")));
  if (divert) divert(login.location);
  Browser browser(*client_, "jane");
  std::string back = browser.walk(login.location, integration_->redirectUri());
  if (divert_back) divert_back(back);
  const auto query = http::parseForm(back.substr(back.find('?') + 1));
  return run(integration_->oauthCallback(
      CallbackRequest(query.value(), std::move(login.browser_binding))));
}

IntegrationAccess OidcHost::access(Seconds min_ttl) {
  return run(integration_->getIntegrationAccess(AccessRequest(kWorkspace, "", min_ttl)));
}

std::vector<IntegrationAccess> OidcHost::accessByMany(int callers) {
  std::vector<std::future<IntegrationAccess>> waiting;
  for (int caller = 0; caller < callers; ++caller) {
    waiting.push_back(futureOf(
        io_, integration_->getIntegrationAccess(AccessRequest(kWorkspace, "", Seconds(60)))));
  }
  io_.restart();
  io_.run();
  std::vector<IntegrationAccess> all;
  for (auto& one : waiting) all.push_back(one.get());
  return all;
}

std::optional<IntegrationError> OidcHost::accessFailure() {
  try {
    access();
  } catch (const IntegrationError& error) {
    return error;
  }
  return std::nullopt;
}

std::vector<IntegrationAccess> OidcHost::stored() {
  return run(integration_->listAccess(kWorkspace));
}

http::HttpResponse OidcHost::askServer(const oauth::Parameters& parameters) {
  oauth::ClientCredentials credentials;
  credentials.client_id = AuthorizationServer::kClientId;
  credentials.client_secret = Secret(AuthorizationServer::kClientSecret);
  return testing::send(*client_, oauth::tokenRequest(server_->issuer() + "/oauth/token", parameters,
                                                     credentials, oauth::BodyEncoding::form));
}

int OidcHost::answered(const std::string& method, const std::string& path) {
  const auto ledger = boost::json::parse(get(*client_, server_->issuer() + "/ledger").body);
  int count = 0;
  for (const auto& line : ledger.as_array()) {
    if (line.at("method").as_string() == method && line.at("path").as_string() == path) ++count;
  }
  return count;
}

}  // namespace patchbay::testing
