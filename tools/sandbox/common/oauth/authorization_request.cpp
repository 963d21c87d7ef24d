#include "tools/sandbox/common/oauth/authorization_request.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "tools/sandbox/common/request_parameters.hpp"

namespace patchbay::sandbox {
namespace {

constexpr std::array<std::string_view, 8> kAsked{
    "client_id", "redirect_uri",   "response_type",         "state",
    "scope",     "code_challenge", "code_challenge_method", "nonce"};

}  // namespace

oauth::Parameters askedFrom(const oauth::Parameters& parameters) {
  oauth::Parameters asked;
  for (const auto& parameter : parameters) {
    if (std::find(kAsked.begin(), kAsked.end(), parameter.first) != kAsked.end()) {
      asked.push_back(parameter);
    }
  }
  return asked;
}

bool repeatsAny(const oauth::Parameters& asked) {
  return std::any_of(asked.begin(), asked.end(), [&asked](const auto& parameter) {
    return countOf(asked, parameter.first) > 1;
  });
}

oauth::Parameters formAndQuery(const http::ServerRequest& request) {
  oauth::Parameters parameters = readParameters(request);
  parameters.insert(parameters.end(), request.query.begin(), request.query.end());
  return parameters;
}

http::ServerResponse backToClient(const oauth::Parameters& asked, oauth::Parameters answer) {
  std::string target = valueOf(asked, "redirect_uri");
  if (countOf(asked, "state") > 0) answer.emplace_back("state", valueOf(asked, "state"));
  target += target.find('?') == std::string::npos ? '?' : '&';
  http::ServerResponse redirect = http::ServerResponse::redirect(target + http::encodeForm(answer));
  redirect.with("Referrer-Policy", "no-referrer");
  return redirect;
}

}  // namespace patchbay::sandbox
