#include <algorithm>
#include <utility>

#include "core/base/fault_point.hpp"
#include "core/crypto/digest.hpp"
#include "core/flow/steps.hpp"
#include "core/integration_oauth.hpp"
#include "core/oauth/parameters.hpp"
#include "core/oauth/pkce.hpp"
#include "core/oauth/scopes.hpp"
#include "core/store/store_patience.hpp"

// What a login is made of: where it may return to, the authorization request, and the pending login
// that its callback takes. The flow is in integration_oauth.cpp.

namespace patchbay {
namespace {

awaitable<std::optional<PendingLogin>> takeOnce(IntegrationStore* store, std::string state_hash,
                                                TimePoint now) {
  std::optional<PendingLogin> login;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_before_take_login);
  login = co_await store->takePendingLogin(std::move(state_hash), now);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_after_take_login);
  co_return login;
}

}  // namespace

void IntegrationOAuth::checkReturnUrl(const std::string& url) const {
  const auto& allowed = context_.return_urls;
  if (url.empty() || std::find(allowed.begin(), allowed.end(), url) != allowed.end()) return;
  throw IntegrationError(ErrorCode::invalid_request,
                         "the return URL is not one of those configured (PATCHBAY_RETURN_URLS)");
}

void IntegrationOAuth::adjustAuthorizationParameters(oauth::Parameters&) const {}

oauth::Parameters IntegrationOAuth::authorizationParameters(const PendingLogin& login,
                                                            const std::string& state) const {
  oauth::Parameters parameters;
  parameters.emplace_back("response_type", "code");
  parameters.emplace_back("client_id", app_.client_id);
  parameters.emplace_back("redirect_uri", login.redirect_uri);
  parameters.emplace_back("scope", oauth::joinScopes(app_.scopes, app_.scope_separator));
  parameters.emplace_back("state", state);
  parameters.emplace_back("nonce", login.nonce);
  if (app_.uses_pkce) {
    parameters.emplace_back("code_challenge", oauth::codeChallenge(login.code_verifier.reveal()));
    parameters.emplace_back("code_challenge_method", "S256");
  }
  parameters = oauth::changed(std::move(parameters), app_.authorization_parameters);
  adjustAuthorizationParameters(parameters);
  return oauth::renamed(std::move(parameters), app_.parameter_names);
}

// A pending login is spent by the first callback that names its state, whatever else is wrong with
// that callback: a stolen or misdirected answer cannot be tried twice.
awaitable<PendingLogin> IntegrationOAuth::takeLogin(std::string state, Secret browser_binding) {
  const std::string state_hash = crypto::sha256Hex(state);
  StorePatience patience(context_.clock, kStepPatience);
  auto take = [&] { return takeOnce(&context_.store, state_hash, context_.clock.now()); };
  auto login = co_await patience.outlast(std::move(take));
  // Taken by us, or by another callback: nobody knows any more, so nobody gets it.
  if (!login && patience.isInDoubt()) {
    throw IntegrationError(ErrorCode::storage_unavailable,
                           "the database was away while this login came back; start it again");
  }
  if (!login) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "this login is unknown, was used already or is older than 10 minutes; "
                           "start it again");
  }
  if (login->integration != integration_name_) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "this login was started for another integration; start it again");
  }
  const std::string browser_hash = crypto::sha256Hex(browser_binding.reveal());
  if (!equalInConstantTime(browser_hash, login->browser_hash)) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "this login was started in another browser, or cookies are blocked; "
                           "start it again here");
  }
  co_return std::move(*login);
}

}  // namespace patchbay
