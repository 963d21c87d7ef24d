#include "tools/sandbox/gusto/oauth/consent_endpoint.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/crypto/random.hpp"
#include "tools/sandbox/common/request_parameters.hpp"
#include "tools/sandbox/gusto/oauth/consent_page.hpp"

namespace patchbay::sandbox::gusto {
namespace {

constexpr std::string_view kSessionCookie = "gusto_sandbox_session";

/// The authorization request's own parameters; anything else a client sends is ignored.
constexpr std::array<std::string_view, 7> kAsked{
    "client_id", "redirect_uri",   "response_type",        "state",
    "scope",     "code_challenge", "code_challenge_method"};

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

/// Back to the application, with `state` as it came.
http::ServerResponse backToClient(const oauth::Parameters& asked, oauth::Parameters answer) {
  std::string target = valueOf(asked, "redirect_uri");
  if (countOf(asked, "state") > 0) answer.emplace_back("state", valueOf(asked, "state"));
  target += target.find('?') == std::string::npos ? '?' : '&';
  http::ServerResponse redirect =
      http::ServerResponse::redirect(target + oauth::encodeForm(answer));
  redirect.with("Referrer-Policy", "no-referrer");
  return redirect;
}

http::ServerResponse refusedTo(const oauth::Parameters& asked, std::string error,
                               std::string description) {
  return backToClient(asked,
                      {{"error", std::move(error)}, {"error_description", std::move(description)}});
}

/// Back to our own first page, with the question as it was.
http::ServerResponse askAgain(const oauth::Parameters& asked) {
  return http::ServerResponse::redirect("/oauth/authorize?" + oauth::encodeForm(asked));
}

}  // namespace

std::optional<http::ServerResponse> ConsentEndpoint::refusal(const oauth::Parameters& asked) const {
  if (repeatsAny(asked)) return consentErrorPage("A parameter of the request is given twice.");
  if (!settings_.findApplication(valueOf(asked, "client_id"))) {
    return consentErrorPage("No application is registered with this client_id.");
  }
  if (!settings_.acceptsRedirect(valueOf(asked, "redirect_uri"))) {
    return consentErrorPage("The redirect_uri is not one of those the application registered.");
  }
  if (valueOf(asked, "response_type") != "code") {
    return refusedTo(asked, "unsupported_response_type", "Only response_type=code is offered.");
  }
  const bool has_challenge = !valueOf(asked, "code_challenge").empty() &&
                             valueOf(asked, "code_challenge_method") == "S256";
  if (settings_.enforce_pkce && !has_challenge) {
    return refusedTo(asked, "invalid_request", "A code_challenge of method S256 is required.");
  }
  return std::nullopt;
}

bool ConsentEndpoint::isSignedIn(const http::ServerRequest& request) const {
  return sessions_.contains(request.cookie(kSessionCookie).value_or(""));
}

bool ConsentEndpoint::knowsCompany(const std::string& uuid) const {
  return std::any_of(companies_.begin(), companies_.end(),
                     [&uuid](const Company& company) { return company.uuid == uuid; });
}

http::ServerResponse ConsentEndpoint::get(const http::ServerRequest& request) {
  const oauth::Parameters asked = askedFrom(request.query);
  if (auto refused = refusal(asked)) return *std::move(refused);
  const std::string shortcut = valueOf(request.query, "sandbox_company");
  if (!shortcut.empty()) return decide(asked, shortcut == "deny" ? "deny" : "allow", shortcut);
  if (!isSignedIn(request)) return signInPage(asked, "");
  return companyPage(asked, companies_, "");
}

http::ServerResponse ConsentEndpoint::post(const http::ServerRequest& request) {
  oauth::Parameters parameters;
  try {
    parameters = readParameters(request);
  } catch (const UnreadableBody& error) {
    return consentErrorPage(error.what());
  }
  parameters.insert(parameters.end(), request.query.begin(), request.query.end());
  const oauth::Parameters asked = askedFrom(parameters);
  if (auto refused = refusal(asked)) return *std::move(refused);
  const std::string decision = valueOf(parameters, "decision");
  if (!decision.empty()) return decide(asked, decision, valueOf(parameters, "company"));
  return signIn(asked, parameters);
}

http::ServerResponse ConsentEndpoint::signIn(const oauth::Parameters& asked,
                                             const oauth::Parameters& form) {
  if (valueOf(form, "email") != DemoAdmin::kEmail ||
      valueOf(form, "password") != DemoAdmin::kPassword) {
    return signInPage(asked, "This email and password do not belong together.");
  }
  std::string session = crypto::randomToken();
  http::ServerResponse answer = askAgain(asked);
  answer.with("Set-Cookie", std::string(kSessionCookie) + "=" + session +
                                "; Path=/oauth; HttpOnly; SameSite=Lax");
  sessions_.insert(std::move(session));
  return answer;
}

http::ServerResponse ConsentEndpoint::decide(const oauth::Parameters& asked,
                                             const std::string& decision,
                                             const std::string& company) {
  if (decision == "deny") {
    return refusedTo(asked, "access_denied", "The administrator refused to give access.");
  }
  if (decision != "allow" || !knowsCompany(company)) {
    return companyPage(asked, companies_, "Choose one of your companies.");
  }
  AuthorizationCode code;
  code.client_id = valueOf(asked, "client_id");
  code.company = company;
  code.redirect_uri = valueOf(asked, "redirect_uri");
  code.code_challenge = valueOf(asked, "code_challenge");
  return backToClient(asked, {{"code", book_.issueCode(std::move(code))}});
}

}  // namespace patchbay::sandbox::gusto
