#include "tools/conformance/stage/stage.hpp"

#include <algorithm>

namespace patchbay::conformance {

std::string Outcome::token() const {
  return access ? std::string(access->token.access_token.reveal()) : std::string();
}

std::string Outcome::text() const {
  if (access) return "a token of generation " + std::to_string(access->generation);
  std::string text =
      "no token, " + std::string(describe(error->code()).name) + ": " + error->publicText();
  if (error->retryAfter()) {
    text += " (to be tried again in " + std::to_string(error->retryAfter()->count()) + " s)";
  }
  return text;
}

struct Stage::Host {
  Host(Stage& stage, const MakeIntegration& make, const Settings& settings)
      : refresh(stage.store, stage.clock, stage.log, stage.io_.get_executor()),
        context{stage.provider, stage.store, refresh,    memory,      stage.clock,
                stage.log,      settings,    kPublicUrl, {kReturnUrl}},
        integration(make(context)) {
    if (!integration) {
      throw IntegrationError(ErrorCode::plugin_refused, "the plugin made no integration");
    }
    integration->setup();
  }

  RefreshCoordinator refresh;
  HandOutMemory memory;
  IntegrationContext context;
  std::unique_ptr<IntegrationOAuth> integration;
};

Stage::Stage(const MakeIntegration& make, const Settings& settings, const Options& options)
    : make_(make), settings_(settings), options_(options) {
  provider.is_durable = [this](const std::string& token) { return store.wasCommitted(token); };
  hosts_.push_back(std::make_unique<Host>(*this, make_, settings_));
  provider.play(app(), recorded());
}

// What still waits must go before the hosts that it belongs to.
Stage::~Stage() {
  for (const CallKind kind : {CallKind::exchange, CallKind::refresh, CallKind::revocation,
                              CallKind::api, CallKind::keys}) {
    provider.release(kind);
  }
  io_.restart();
  io_.poll();
}

IntegrationOAuth& Stage::integration() { return *hosts_.front()->integration; }

IntegrationOAuth& Stage::otherHost() {
  if (hosts_.size() == 1) hosts_.push_back(std::make_unique<Host>(*this, make_, settings_));
  return *hosts_.back()->integration;
}

// --- running ---

void Stage::settle() {
  io_.restart();
  io_.poll();
}

void Stage::neverEnded() {
  throw Violation("the call ends", "it waits for something that never comes");
}

void Stage::threwForeign(const std::string& what) {
  throw Violation("only IntegrationError is thrown to the host", "it threw: " + what);
}

Outcome Stage::outcomeOf(std::future<IntegrationAccess>& result) {
  Outcome outcome;
  try {
    outcome.access = finish(result);
  } catch (const IntegrationError& error) {
    outcome.error = error;
  }
  expect(!outcome.is(ErrorCode::internal),
         "a refresh ends with a pair, or with an error that says what the provider did",
         "the plugin threw an exception of its own");
  return outcome;
}

// --- the flow ---

LoginRedirect Stage::login(const std::string& workspace, const std::string& return_url) {
  LoginRequest request(workspace, return_url);
  if (options_.misuse.before_login) options_.misuse.before_login(request);
  LoginRedirect redirect = run(integration().oauthLogin(std::move(request)));
  if (options_.misuse.after_login) options_.misuse.after_login(redirect);
  return redirect;
}

CallbackResult Stage::callBack(oauth::Parameters query, Secret cookie) {
  CallbackRequest request(std::move(query), std::move(cookie));
  if (options_.misuse.before_callback) options_.misuse.before_callback(request);
  return run(integration().oauthCallback(std::move(request)));
}

CallbackResult Stage::connect(const std::string& workspace) {
  const LoginRedirect redirect = login(workspace);
  CallbackResult result = callBack(provider.consent(redirect.location), redirect.browser_binding);
  if (!result.choice || result.choice->tenants.empty()) return result;
  TenantChoiceRequest choice(result.choice->token, result.choice->tenants.front().id,
                             redirect.browser_binding);
  return run(integration().chooseTenant(std::move(choice)));
}

std::vector<Tenant> Stage::seededTenants() const {
  std::vector<Tenant> tenants;
  if (recorded().one && !recorded().one->ids.empty()) {
    tenants.emplace_back(recorded().one->ids.front(), "Conformance Ltd");
  } else {
    tenants.emplace_back("kit-tenant", "Conformance Ltd");
  }
  return tenants;
}

IntegrationAccess Stage::seed(const std::string& workspace) {
  const IssuedPair pair = provider.issuePair();
  IntegrationAccess access;
  access.workspace_id = workspace;
  access.integration = integration().integrationName();
  access.token.access_token = Secret(pair.access_token);
  access.token.refresh_token = Secret(pair.refresh_token);
  for (const std::string& scope : app().scopes) {
    access.token.scope += (access.token.scope.empty() ? "" : " ") + scope;
  }
  access.token.expires_at = clock.now() + Seconds(3600);
  access.grant_id = "grant_kit_" + workspace;
  auto stored = run(store.insertGrant(std::move(access), clock.now()));
  if (!app().has_tenants) return stored;
  auto complete = run(store.attachTenants(stored.grant_id, stored.generation, seededTenants(),
                                          TenantCount::many, clock.now()));
  return complete.value();
}

std::string Stage::firstTenant(const std::string& workspace) {
  const auto grants = stored(workspace);
  std::size_t tenants = 0;
  for (const auto& grant : grants) tenants += grant.tenants.size();
  if (tenants < 2) return {};
  return grants.front().tenants.empty() ? std::string() : grants.front().tenants.front().id;
}

Outcome Stage::access(const std::string& workspace, Seconds min_ttl) {
  return accessAt(integration(), workspace, min_ttl);
}

Outcome Stage::accessAt(IntegrationOAuth& host, const std::string& workspace, Seconds min_ttl) {
  auto result = ask(host, AccessRequest(workspace, firstTenant(workspace), min_ttl));
  return outcomeOf(result);
}

std::future<IntegrationAccess> Stage::ask(IntegrationOAuth& host, AccessRequest request) {
  if (options_.misuse.before_access) options_.misuse.before_access(request);
  return begin(host.getIntegrationAccess(std::move(request)));
}

std::vector<IntegrationAccess> Stage::stored(const std::string& workspace) {
  return run(store.findGrants(workspace, integration().integrationName()));
}

IntegrationAccess Stage::onlyStored(const std::string& workspace) {
  auto grants = stored(workspace);
  expect(grants.size() == 1, "one grant is stored", std::to_string(grants.size()) + " are stored");
  return std::move(grants.front());
}

DisconnectResult Stage::disconnect(const std::string& workspace) {
  return run(integration().disconnect(workspace));
}

void Stage::expire(const std::string& workspace) {
  const auto grants = stored(workspace);
  if (grants.empty()) return;
  const auto left = grants.front().token.expires_at - clock.now();
  if (left > Milliseconds(0)) clock.advance(left);
}

}  // namespace patchbay::conformance
