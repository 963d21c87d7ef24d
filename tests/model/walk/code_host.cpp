#include "tests/model/walk/code_host.hpp"

#include <boost/asio/co_spawn.hpp>
#include <utility>

namespace patchbay::model {
namespace {

/// As little of a provider as there can be.
class PlainIntegration final : public IntegrationOAuth {
 public:
  PlainIntegration(const IntegrationContext& context, patchbay::Rotation rotation)
      : IntegrationOAuth(context), rotation_(rotation) {
    setup();
  }

 private:
  OAuthApp registerOAuthApp(const Settings&) override {
    OAuthApp app;
    app.name = "Acme";
    app.client_id = "client-1";
    app.client_secret = Secret("secret-1");
    app.client_authentication = oauth::ClientAuthentication::client_secret_post;
    app.authorization_endpoint = "https://acme.test/authorize";
    app.token_endpoint = kTokenUrl;
    app.revocation_endpoint = kRevokeUrl;
    app.has_tenants = false;
    app.rotation = rotation_;
    return app;
  }

  awaitable<IntegrationAccessToken> performTokenRefresh(IntegrationAccess access) override {
    oauth::Parameters parameters;
    parameters.emplace_back("grant_type", "refresh_token");
    parameters.emplace_back("refresh_token", access.token.refresh_token.reveal());
    const auto response = co_await requestToken(std::move(parameters));
    co_return processRefreshResponse(response, access.token.scope);
  }

  awaitable<std::optional<IntegrationAccess>> storeOAuthToken(IntegrationAccess access) override {
    auto stored = co_await commit(std::move(access));
    co_return stored;
  }

  const patchbay::Rotation rotation_;
};

RefreshTimes patientTimes() {
  RefreshTimes times;
  times.lease = kWalkLease;
  times.caller_wait = std::chrono::hours(1'000'000);
  return times;
}

}  // namespace

awaitable<http::HttpResponse> CodeHost::GatedHttp::send(http::HttpRequest request) {
  Answer answer = co_await gate_.passRequest(std::move(request));
  if (const auto* fault = std::get_if<http::TransportFault>(&answer)) {
    throw http::TransportError(*fault, "no whole answer came");
  }
  co_return std::get<http::HttpResponse>(std::move(answer));
}

CodeHost::CodeHost(GatedStore& store, const Clock& clock, patchbay::Rotation rotation)
    : refresh_(store, clock, log_, io_.get_executor(), patientTimes()),
      integration_(std::make_unique<PlainIntegration>(
          IntegrationContext{
              http_, store, refresh_, memory_, clock, log_, settings_, "https://host.test", {}},
          rotation)) {
  store.addGate(io_, gate_);
}

void CodeHost::call(Seconds min_ttl) {
  // What was handed out before is another story: here each call reads.
  memory_.forget(kWorkspace, kIntegration);
  is_calling_ = true;
  boost::asio::co_spawn(io_,
                        integration_->getIntegrationAccess(AccessRequest(kWorkspace, "", min_ttl)),
                        [this](std::exception_ptr failed, IntegrationAccess access) {
                          is_calling_ = false;
                          if (!failed) token_ = access.token.access_token.reveal();
                        });
  runOn();
}

void CodeHost::refresh(IntegrationAccess grant) {
  is_calling_ = true;
  boost::asio::co_spawn(io_, refresh_.refresh(integration_->refresher(), std::move(grant)),
                        [this](std::exception_ptr, IntegrationAccess) { is_calling_ = false; });
  runOn();
}

void CodeHost::pass(Passage passage) {
  gate_.open(passage);
  runOn();
}

void CodeHost::pass(Answer answer) {
  gate_.open(std::move(answer));
  runOn();
}

std::optional<std::string> CodeHost::takeToken() { return std::exchange(token_, std::nullopt); }

void CodeHost::end() {
  gate_.close();
  runOn();
}

void CodeHost::runOn() {
  io_.restart();
  io_.poll();
}

}  // namespace patchbay::model
