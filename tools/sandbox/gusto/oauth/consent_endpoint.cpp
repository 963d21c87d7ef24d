#include "tools/sandbox/gusto/oauth/consent_endpoint.hpp"

#include <algorithm>
#include <utility>

#include "tools/sandbox/common/oauth/authorization_request.hpp"
#include "tools/sandbox/common/request_parameters.hpp"

namespace patchbay::sandbox::gusto {
namespace {

constexpr Brand kBrand{"Gusto sandbox", "#0a8080", "/oauth/authorize", "/oauth/consent.css"};

http::ServerResponse refusedTo(const oauth::Parameters& asked, std::string error,
                               std::string description) {
  return backToClient(asked,
                      {{"error", std::move(error)}, {"error_description", std::move(description)}});
}

}  // namespace

std::optional<http::ServerResponse> ConsentEndpoint::refusal(const oauth::Parameters& asked) const {
  if (repeatsAny(asked)) return pages().error("A parameter of the request is given twice.");
  if (!settings_.findApplication(valueOf(asked, "client_id"))) {
    return pages().error("No application is registered with this client_id.");
  }
  if (!settings_.acceptsRedirect(valueOf(asked, "redirect_uri"))) {
    return pages().error("The redirect_uri is not one of those the application registered.");
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

ConsentEndpoint::ConsentEndpoint(const GustoSettings& settings,
                                 const std::vector<Company>& companies, GrantBook& book)
    : ConsentFlow({kBrand, "company", "sandbox_company", "gusto_sandbox_session", "/oauth"}),
      settings_(settings),
      companies_(companies),
      book_(book) {}

http::ServerResponse ConsentEndpoint::choicePage(const oauth::Parameters& asked,
                                                 std::string_view problem) const {
  std::vector<Choice> choices;
  for (const Company& company : companies_) {
    choices.push_back(
        {company.uuid, company.name, std::to_string(company.employees.size()) + " people"});
  }
  return pages().choose("Which company?", "company", choices, asked, problem);
}

bool ConsentEndpoint::knowsCompany(const std::string& uuid) const {
  return std::any_of(companies_.begin(), companies_.end(),
                     [&uuid](const Company& company) { return company.uuid == uuid; });
}

http::ServerResponse ConsentEndpoint::decide(const oauth::Parameters& asked,
                                             const std::string& decision,
                                             const std::string& company) {
  if (decision == "deny") {
    return refusedTo(asked, "access_denied", "The administrator refused to give access.");
  }
  if (decision != "allow" || !knowsCompany(company)) {
    return choicePage(asked, "Choose one of your companies.");
  }
  AuthorizationCode code;
  code.client_id = valueOf(asked, "client_id");
  code.company = company;
  code.redirect_uri = valueOf(asked, "redirect_uri");
  code.code_challenge = valueOf(asked, "code_challenge");
  return backToClient(asked, {{"code", book_.issueCode(std::move(code))}});
}

}  // namespace patchbay::sandbox::gusto
