#include "host/routes/browser_routes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/error.hpp"
#include "core/http/form.hpp"
#include "host/routes/failure_text.hpp"
#include "host/web/pages.hpp"

namespace patchbay::host {
namespace {

using http::ServerRequest;
using http::ServerResponse;
using web::ConnectRow;

constexpr int kLoginSeconds = 600;  // as long as the login itself waits

bool isAllowed(const ConnectSession& session, const std::string& integration) {
  const auto& names = session.integrations;
  return names.empty() || std::find(names.begin(), names.end(), integration) != names.end();
}

ConnectRow describeRow(const IntegrationOAuth& integration,
                       const std::vector<IntegrationAccess>& accesses) {
  ConnectRow row;
  row.name = integration.app().name;
  for (const IntegrationAccess& access : accesses) {
    row.tenants.insert(row.tenants.end(), access.tenants.begin(), access.tenants.end());
    const bool has_lost =
        std::any_of(access.tenants.begin(), access.tenants.end(),
                    [](const Tenant& tenant) { return tenant.state == TenantState::lost; });
    if (access.requires_reconnect || has_lost) {
      row.state = ConnectRow::State::needs_reconnect;
    } else if (row.state == ConnectRow::State::not_connected) {
      row.state = ConnectRow::State::connected;
    }
  }
  return row;
}

std::string requireParameter(const ServerRequest& request, std::string_view name) {
  auto value = request.queryValue(name);
  if (!value || value->empty()) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "This address is incomplete: " + std::string(name) +
                               " is missing; start again from the page that sent you here.");
  }
  return std::move(*value);
}

/// The first value: whether a second one is allowed is for the flow to decide.
std::string firstParameter(const oauth::Parameters& query, std::string_view name) {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

constexpr std::size_t kLongestChoice = 8'192;

oauth::Parameters parseChoice(const ServerRequest& request) {
  const std::string_view type = request.header("content-type").value_or("");
  const bool is_form = type.substr(0, type.find(';')) == "application/x-www-form-urlencoded";
  auto form = is_form && request.body.size() <= kLongestChoice ? http::parseForm(request.body)
                                                               : std::nullopt;
  if (!form) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "This is not the form that was shown; connect again.");
  }
  return std::move(*form);
}

/// A field of the form, given once and not empty.
std::string onlyParameter(const oauth::Parameters& form, std::string_view name) {
  std::string value;
  int count = 0;
  for (const auto& [key, given] : form) {
    if (key != name) continue;
    value = given;
    ++count;
  }
  if (count != 1 || value.empty()) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "This is not the form that was shown: " + std::string(name) +
                               " is missing or given twice; connect again.");
  }
  return value;
}

/// Each login has a cookie of its own, so that logins in two tabs keep apart.
std::string loginCookieName(const std::string& login_id) { return "patchbay_login_" + login_id; }

ServerResponse redirectTo(std::string location) {
  ServerResponse response = ServerResponse::redirect(std::move(location));
  return std::move(web::protect(response));
}

ServerResponse backToApplication(const CallbackResult& result, const std::string& integration) {
  oauth::Parameters parameters{{"integration", integration},
                               {"status", result.failure ? "failed" : "connected"}};
  if (result.failure) parameters.emplace_back("error", describe(result.failure->code()).name);
  return redirectTo(withParameters(result.return_url, parameters));
}

ServerResponse fixedPage(const CallbackResult& result, const std::string& name,
                         const std::string& request_id) {
  if (result.failure) {
    return web::failurePage(describe(result.failure->code()).status,
                            describeLoginFailure(*result.failure, name, request_id));
  }
  return web::connectedPage(name, result.access ? result.access->tenants : std::vector<Tenant>(),
                            result.missing_scopes);
}

}  // namespace

std::string withParameters(const std::string& url, const oauth::Parameters& parameters) {
  const auto hash = std::min(url.find('#'), url.size());
  const std::string base = url.substr(0, hash);
  const char* joint = base.find('?') == std::string::npos ? "?" : "&";
  return base + joint + http::encodeForm(parameters) + url.substr(hash);
}

void BrowserRoutes::addTo(http::Router& router) {
  add(router, "GET", "/connect/{session}", &BrowserRoutes::connect);
  add(router, "GET", "/integration/{name}/login", &BrowserRoutes::login);
  add(router, "GET", "/integration/{name}/callback", &BrowserRoutes::callback);
  // Below the callback, so that the login's cookie comes along.
  add(router, "POST", "/integration/{name}/callback/tenant", &BrowserRoutes::chooseTenant);
}

void BrowserRoutes::add(http::Router& router, std::string_view method, std::string_view pattern,
                        Page page) {
  router.add(method, pattern,
             [this, page](ServerRequest request) { return answer(page, std::move(request)); });
}

/// A person gets a page also when something fails.
awaitable<ServerResponse> BrowserRoutes::answer(Page page, ServerRequest request) {
  std::string request_id = request.request_id;
  std::optional<IntegrationError> failure;
  try {
    ServerResponse response = co_await (this->*page)(std::move(request));
    co_return response;
  } catch (const IntegrationError& error) {
    failure = error;
  } catch (const std::exception& error) {
    failure = IntegrationError(ErrorCode::internal, "", error.what());
  }
  co_return answerPageFailure(*failure, request_id, services_.log);
}

awaitable<ServerResponse> BrowserRoutes::connect(ServerRequest request) {
  std::string token = request.pathValue("session");
  const ConnectSession session = co_await sessions_.load(token);
  std::vector<ConnectRow> rows;
  const auto integrations = services_.integrations.all();
  for (const auto& integration : integrations) {
    if (!isAllowed(session, integration->integrationName())) continue;
    const auto accesses = co_await integration->listAccess(session.workspace_id);
    ConnectRow row = describeRow(*integration, accesses);
    row.login_url =
        withParameters(integration->loginEndpoint(),
                       {{"workspace_id", session.workspace_id}, {"access_token", token}});
    rows.push_back(std::move(row));
  }
  co_return web::connectPage(rows);
}

awaitable<ServerResponse> BrowserRoutes::login(ServerRequest request) {
  std::string workspace = requireParameter(request, "workspace_id");
  std::string token = requireParameter(request, "access_token");
  const auto integration = services_.integration(request.pathValue("name"));
  const ConnectSession session = co_await sessions_.load(std::move(token));
  if (session.workspace_id != workspace || !isAllowed(session, integration->integrationName())) {
    throw IntegrationError(ErrorCode::not_found,
                           "This link is not valid, or its time is over; ask for a new one.");
  }
  LoginRequest login(workspace, session.return_url);
  const LoginRedirect target = co_await integration->oauthLogin(std::move(login));
  ServerResponse response = redirectTo(target.location);
  response.with("Set-Cookie", loginCookie(target.login_id, target.browser_binding.reveal(),
                                          kLoginSeconds, *integration));
  co_return response;
}

awaitable<ServerResponse> BrowserRoutes::callback(ServerRequest request) {
  const auto integration = services_.integration(request.pathValue("name"));
  const std::string state = firstParameter(request.query, "state");
  const std::string login_id = IntegrationOAuth::loginId(state);
  const auto cookie = request.cookie(loginCookieName(login_id));
  CallbackRequest answer_of_provider(request.query, Secret(cookie.value_or("")));
  const CallbackResult result = co_await integration->oauthCallback(std::move(answer_of_provider));
  ServerResponse response = result.choice ? choicePage(result, *integration, login_id)
                                          : endOfLogin(result, *integration, request.request_id);
  if (cookie) {
    response.with("Set-Cookie", result.choice
                                    ? loginCookie(login_id, *cookie, kLoginSeconds, *integration)
                                    : loginCookie(login_id, "", 0, *integration));
  }
  co_return response;
}

/// The answer to the form of `choicePage`. What is in it proves nothing by itself: only together
/// with the cookie of the login it came from.
awaitable<ServerResponse> BrowserRoutes::chooseTenant(ServerRequest request) {
  const auto integration = services_.integration(request.pathValue("name"));
  const oauth::Parameters form = parseChoice(request);
  const std::string login_id = onlyParameter(form, "login");
  const auto cookie = request.cookie(loginCookieName(login_id));
  TenantChoiceRequest choice(Secret(onlyParameter(form, "choice")),
                             onlyParameter(form, "tenant_id"), Secret(cookie.value_or("")));
  const CallbackResult result = co_await integration->chooseTenant(std::move(choice));
  ServerResponse response = endOfLogin(result, *integration, request.request_id);
  if (cookie) response.with("Set-Cookie", loginCookie(login_id, "", 0, *integration));
  co_return response;
}

ServerResponse BrowserRoutes::choicePage(const CallbackResult& result,
                                         const IntegrationOAuth& integration,
                                         const std::string& login_id) const {
  web::ChoiceForm form;
  form.action = integration.callbackEndpoint() + "/tenant";
  form.choice = result.choice->token.reveal();
  form.login_id = login_id;
  form.return_url = result.return_url;
  form.tenants = result.choice->tenants;
  return web::choicePage(integration.app().name, form);
}

ServerResponse BrowserRoutes::endOfLogin(const CallbackResult& result,
                                         const IntegrationOAuth& integration,
                                         const std::string& request_id) const {
  if (result.failure) reportFailure(*result.failure, integration, request_id);
  return result.return_url.empty() ? fixedPage(result, integration.app().name, request_id)
                                   : backToApplication(result, integration.integrationName());
}

/// What the user quotes leads here. Of the texts only our own are logged: others are of a provider,
/// or of whoever wrote the address.
void BrowserRoutes::reportFailure(const IntegrationError& failure,
                                  const IntegrationOAuth& integration,
                                  const std::string& request_id) const {
  const bool is_ours = failure.code() == ErrorCode::invalid_request;
  services_.log.warning("login_failed", {{"integration", integration.integrationName()},
                                         {"code", describe(failure.code()).name},
                                         {"text", is_ours ? failure.publicText() : ""},
                                         {"request_id", request_id}});
}

std::string BrowserRoutes::loginCookie(const std::string& login_id, const std::string& value,
                                       int max_age, const IntegrationOAuth& integration) const {
  std::string cookie = loginCookieName(login_id) + "=" + value +
                       "; Path=" + integration.callbackEndpoint() +
                       "; Max-Age=" + std::to_string(max_age) + "; HttpOnly; SameSite=Lax";
  if (services_.public_url.starts_with("https:")) cookie += "; Secure";
  return cookie;
}

}  // namespace patchbay::host
