#include <utility>

#include "core/base/fault_point.hpp"
#include "core/crypto/random.hpp"
#include "core/fetch/data_purge.hpp"
#include "core/flow/steps.hpp"
#include "core/integration_oauth.hpp"
#include "core/refresh/hand_out_memory.hpp"
#include "core/store/store_patience.hpp"

// How a pair becomes durable, and what this process forgets then. The flow is in
// integration_oauth.cpp.

namespace patchbay {
namespace {

awaitable<IntegrationAccess> insertOnce(IntegrationStore* store, IntegrationAccess access,
                                        TimePoint now) {
  std::optional<IntegrationAccess> stored;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_before_commit);
  stored = co_await store->insertGrant(std::move(access), now);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::connect_after_commit);
  co_return std::move(*stored);
}

/// Whether the stored pair is ours, whatever its number.
bool holdsPairOf(const IntegrationAccess& stored, const IntegrationAccess& ours) {
  return stored.token.access_token.equals(ours.token.access_token.reveal());
}

}  // namespace

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commit(IntegrationAccess access) {
  const std::string workspace_id = access.workspace_id;
  std::optional<IntegrationAccess> stored;
  if (access.generation == 0) {
    stored = co_await commitFirst(std::move(access));
  } else {
    stored = co_await commitNext(std::move(access));
  }
  context_.memory.forget(workspace_id, integration_name_);
  co_return stored;
}

// A browser waits for this one, so not for ever. The name is chosen here: an insert whose answer
// got lost is then found when it is repeated.
awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commitFirst(
    IntegrationAccess access) {
  if (access.grant_id.empty()) access.grant_id = crypto::randomId("grant_");
  StorePatience patience(context_.clock, kConnectPatience);
  auto insert = [&] { return insertOnce(&context_.store, access, context_.clock.now()); };
  auto stored = co_await patience.outlast(std::move(insert));
  co_return stored;
}

// The provider has issued this pair and replaced the old one, so it exists nowhere but here: it is
// kept until the database takes it, as long as this process lives.
awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commitNext(IntegrationAccess access) {
  access.refreshed_at = context_.clock.now();  // its age counts from here, however long this takes
  const auto tell = [&](const IntegrationError& error) {
    context_.log.warning("commit_waits", {{"integration", integration_name_},
                                          {"grant_id", access.grant_id},
                                          {"detail", error.what()}});
  };
  StorePatience patience(context_.clock, StorePatience::kForEver, tell);
  auto commit = [&] { return commitOnce(access); };
  auto stored = co_await patience.outlast(std::move(commit));
  if (patience.isInDoubt()) {
    context_.log.info("commit_through",
                      {{"integration", integration_name_}, {"grant_id", access.grant_id}});
  }
  co_return stored;
}

awaitable<std::optional<IntegrationAccess>> IntegrationOAuth::commitOnce(IntegrationAccess access) {
  std::optional<IntegrationAccess> stored;
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_before_commit);
  stored = co_await context_.store.commitRefresh(access.grant_id, access.generation, access.token,
                                                 access.refreshed_at);
  if (faultPointsArmed()) co_await faultPoint(FaultPoint::refresh_after_commit);
  if (stored) co_return stored;
  // The generation moved: by a commit of ours whose answer got lost, or by somebody else's.
  stored = co_await context_.store.findGrant(access.grant_id);
  if (stored && holdsPairOf(*stored, access)) co_return stored;
  // Disconnected while the provider answered: nobody will ever use this pair. One that a later
  // consent replaced is only dropped: revoking it may end that consent as well.
  if (!stored) co_await tryToRevoke(access);
  co_return std::nullopt;
}

void IntegrationOAuth::forgetWorkspace(const std::string& workspace_id) {
  context_.memory.forget(workspace_id, integration_name_);
  if (context_.data_purge != nullptr) context_.data_purge->purge(workspace_id, integration_name_);
}

}  // namespace patchbay
