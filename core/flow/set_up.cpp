#include <utility>

#include "core/api/api_settings.hpp"
#include "core/base/letter_case.hpp"
#include "core/crypto/digest.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "core/integration_oauth.hpp"

// What an integration is before anybody logs in: its facts, its addresses, and who uses it. The
// flow is in integration_oauth.cpp.

namespace patchbay {
namespace {

// The operator decides how many tenants a workspace may hold: `GUSTO_TENANTS=one`.
void readTenancy(const Settings& settings, OAuthApp& app) {
  const std::string setting = upperCase(app.name) + "_TENANTS";
  const auto wanted = settings.find(setting);
  if (!wanted) return;
  if (*wanted != "one" && *wanted != "many") {
    throw IntegrationError(ErrorCode::settings_invalid,
                           setting + " must be `one` or `many`: how many companies of " + app.name +
                               " a workspace may connect");
  }
  app.tenancy.workspace_holds = *wanted == "one" ? TenantCount::one : TenantCount::many;
}

}  // namespace

// --- facts ---

IntegrationOAuth::IntegrationOAuth(const IntegrationContext& context) : context_(context) {}
IntegrationOAuth::~IntegrationOAuth() = default;

void IntegrationOAuth::setup() {
  app_ = registerOAuthApp(context_.settings);
  checkFacts(app_);
  readApiSettings(context_.settings, app_);
  integration_name_ = lowerCase(app_.name);
  readTenancy(context_.settings, app_);
  ApiConnection& connection = *this;
  api_ = std::make_unique<ProviderApi>(app_, context_.http, context_.clock, connection);
}

std::string IntegrationOAuth::loginEndpoint() const {
  return "/integration/" + integration_name_ + "/login";
}

std::string IntegrationOAuth::callbackEndpoint() const {
  return "/integration/" + integration_name_ + "/callback";
}

std::string IntegrationOAuth::redirectUri() const {
  return context_.public_url + callbackEndpoint();
}

std::string IntegrationOAuth::loginId(std::string_view state) {
  return crypto::sha256Hex(state).substr(0, 16);
}

// --- what its owner and its users have of it ---

std::shared_ptr<IntegrationOAuth> IntegrationOAuth::use() {
  auto held = uses_.hold();
  if (!held) return nullptr;
  return std::shared_ptr<IntegrationOAuth>(std::move(held), this);
}

FetchAdapter* IntegrationOAuth::fetchAdapter() {
  const std::lock_guard lock(adapter_mutex_);
  if (!has_made_adapter_) adapter_ = makeFetchAdapter();
  has_made_adapter_ = true;
  return adapter_.get();
}

// --- hooks with defaults ---

std::unique_ptr<FetchAdapter> IntegrationOAuth::makeFetchAdapter() { return nullptr; }

}  // namespace patchbay
