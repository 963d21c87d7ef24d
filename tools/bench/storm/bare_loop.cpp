#include "tools/bench/storm/bare_loop.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>
#include <utility>

#include "tests/support/sandbox_process.hpp"
#include "tools/bench/storm/backend.hpp"

namespace patchbay::storm {
namespace {

namespace json = boost::json;
using testing::SandboxProcess;

constexpr std::string_view kCallback = "http://127.0.0.1:1/callback";

std::string refreshTokenOf(const http::HttpResponse& response) {
  if (response.status != 200) {
    throw std::runtime_error("the bare loop was refused: " + response.body);
  }
  return std::string(json::parse(response.body).at("refresh_token").as_string());
}

/// The authorization code in the URL that a browser is sent back to.
std::string codeOf(const http::HttpResponse& consent) {
  const std::string url(consent.headers.find("Location").value_or(""));
  const auto code = url.find("code=") + 5;
  return url.substr(code, url.find('&', code) - code);
}

}  // namespace

BareLoop::BareLoop(std::string sandbox, unsigned width)
    : sandbox_(std::move(sandbox)), width_(width), client_(http::makeHttpClient({})) {}

http::HttpRequest BareLoop::tokenRequest(const std::string& members) const {
  json::object body = json::parse(members).as_object();
  body["client_id"] = SandboxProcess::kClientId;
  body["client_secret"] = SandboxProcess::kClientSecret;
  http::HttpRequest request("POST", sandbox_ + "/oauth/token");
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Accept", "application/json");
  request.body = json::serialize(body);
  request.deadline = Milliseconds(60'000);
  return request;
}

void BareLoop::prepare(std::size_t pairs) {
  refresh_tokens_.resize(pairs);
  forAll(pairs, width_, [this](std::size_t pair) { return connect(pair); });
}

std::chrono::duration<double> BareLoop::run() {
  const auto start = std::chrono::steady_clock::now();
  forAll(refresh_tokens_.size(), width_, [this](std::size_t pair) { return refresh(pair); });
  return std::chrono::steady_clock::now() - start;
}

awaitable<void> BareLoop::connect(std::size_t pair) {
  http::HttpRequest agree("GET", sandbox_ +
                                     "/oauth/authorize?response_type=code&state=bare&client_id=" +
                                     std::string(SandboxProcess::kClientId) +
                                     "&redirect_uri=" + std::string(kCallback) +
                                     "&sandbox_company=" + std::string(SandboxProcess::kCompany));
  agree.deadline = Milliseconds(60'000);
  const auto consent = co_await client_->send(std::move(agree));
  const json::object members{
      {"grant_type", "authorization_code"}, {"code", codeOf(consent)}, {"redirect_uri", kCallback}};
  auto redeem = tokenRequest(json::serialize(members));
  const auto response = co_await client_->send(std::move(redeem));
  refresh_tokens_[pair] = refreshTokenOf(response);
}

awaitable<void> BareLoop::refresh(std::size_t pair) {
  const json::object members{{"grant_type", "refresh_token"},
                             {"refresh_token", refresh_tokens_[pair]}};
  auto request = tokenRequest(json::serialize(members));
  const auto response = co_await client_->send(std::move(request));
  refresh_tokens_[pair] = refreshTokenOf(response);
}

}  // namespace patchbay::storm
