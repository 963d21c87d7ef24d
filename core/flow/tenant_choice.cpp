#include <algorithm>
#include <utility>

#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"
#include "core/flow/steps.hpp"
#include "core/integration_oauth.hpp"
#include "core/oauth/scopes.hpp"
#include "core/store/store_patience.hpp"

// The end user chooses: a login that reached several tenants waits for one of them to be picked,
// and what is not wanted is undone. The flow is in integration_oauth.cpp.

namespace patchbay {

/// What becomes of a login whose tenants are not settled: a choice, or a refusal after which
/// nothing of it is left.
awaitable<TenantChoice> IntegrationOAuth::offerChoice(PendingLogin login,
                                                      TenantsUnsettled unsettled) {
  TenantChoice offered;
  if (unsettled.code() != ErrorCode::conflict) {
    co_await releaseGrant(unsettled.grant(), unsettled.tenants());
    throw IntegrationError(unsettled);
  }
  offered.token = Secret(crypto::randomToken());
  offered.tenants = unsettled.tenants();
  PendingChoice choice;
  choice.choice_hash = crypto::sha256Hex(offered.token.reveal());
  choice.browser_hash = std::move(login.browser_hash);
  choice.workspace_id = std::move(login.workspace_id);
  choice.integration = integration_name_;
  choice.grant_id = unsettled.grant().grant_id;
  choice.tenants = offered.tenants;
  choice.return_url = std::move(login.return_url);
  choice.expires_at = context_.clock.now() + kLoginLifetime;
  co_await context_.store.insertPendingChoice(std::move(choice));
  co_return offered;
}

awaitable<CallbackResult> IntegrationOAuth::chooseTenant(TenantChoiceRequest request) {
  CallbackResult result;
  try {
    PendingChoice choice = co_await takeChoice(request.token, request.browser_binding);
    result.workspace_id = choice.workspace_id;
    result.return_url = choice.return_url;
    auto access = co_await settleChoice(std::move(choice), request.tenant_id);
    result.missing_scopes = oauth::missingScopes(app_.required_scopes, access.token.scope);
    result.access = std::move(access);
  } catch (const IntegrationError& error) {
    result.failure = error;
    context_.log.warning("choice_failed", {{"integration", integration_name_},
                                           {"code", describe(error.code()).name},
                                           {"detail", error.detail()}});
  }
  co_return result;
}

// Spent by the first answer that names it, whatever else is wrong with that answer; the grant then
// goes, because nobody can choose for it any more.
awaitable<PendingChoice> IntegrationOAuth::takeChoice(Secret token, Secret browser_binding) {
  const std::string choice_hash = crypto::sha256Hex(token.reveal());
  StorePatience patience(context_.clock, kStepPatience);
  auto take = [&] { return context_.store.takePendingChoice(choice_hash, context_.clock.now()); };
  auto choice = co_await patience.outlast(std::move(take));
  if (!choice) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "this choice is unknown, was made already or is older than 10 minutes; "
                           "connect again");
  }
  const std::string browser_hash = crypto::sha256Hex(browser_binding.reveal());
  const bool is_ours = choice->integration == integration_name_ &&
                       equalInConstantTime(browser_hash, choice->browser_hash);
  if (is_ours) co_return std::move(*choice);
  co_await forgetGrant(choice->grant_id);
  throw IntegrationError(ErrorCode::invalid_request,
                         "this choice was offered in another browser, or cookies are blocked; "
                         "connect again here");
}

awaitable<IntegrationAccess> IntegrationOAuth::settleChoice(PendingChoice choice,
                                                            std::string tenant_id) {
  std::vector<Tenant> chosen = choice.tenants;
  std::erase_if(chosen, [&](const Tenant& tenant) { return tenant.id != tenant_id; });
  std::optional<IntegrationError> refusal;
  if (chosen.empty()) {
    refusal = IntegrationError(ErrorCode::invalid_request,
                               "this tenant was not offered; connect again and pick one of those "
                               "on the page");
  }
  for (int race = 0; !refusal && race < kMostRaces; ++race) {
    const auto grant = co_await context_.store.findGrant(choice.grant_id);
    if (!grant || grant->grant_id != choice.grant_id) break;  // gone, or taken over
    try {
      auto stored = co_await attach(*grant, chosen);
      forgetWorkspace(choice.workspace_id);
      if (stored) co_return std::move(*stored);
    } catch (const IntegrationError& error) {
      if (error.code() != ErrorCode::tenant_refused) throw;
      refusal = error;
    }
  }
  co_await forgetGrant(choice.grant_id);
  if (refusal) throw *refusal;
  throw movedMeanwhile();
}

/// A grant that is not wanted after all: gone at the provider as far as that takes nothing else
/// with it, and gone here.
awaitable<void> IntegrationOAuth::releaseGrant(IntegrationAccess grant,
                                               std::vector<Tenant> tenants) {
  const std::string grant_id = grant.grant_id;
  // Where a consent may reach several tenants, revoking may end what the same user connected
  // elsewhere (Xero), so single tenants are given back.
  if (app_.tenancy.grant_reaches == TenantCount::one) {
    co_await tryToRevoke(std::move(grant));
  } else {
    for (Tenant& tenant : tenants) co_await tryToRemoveTenant(grant, std::move(tenant));
  }
  co_await forgetGrant(grant_id);
}

awaitable<void> IntegrationOAuth::forgetGrant(std::string grant_id) {
  for (int race = 0; race < kMostRaces; ++race) {
    const auto grant = co_await context_.store.findGrant(grant_id);
    if (!grant || !grant->tenants.empty()) co_return;
    const bool is_removed = co_await removeGrant(*grant);
    if (is_removed) co_return;
  }
}

}  // namespace patchbay
