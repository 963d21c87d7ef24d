#include "tools/generator/facts/provider_inputs.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "core/base/url_rules.hpp"
#include "tools/generator/facts/provider_facts.hpp"
#include "tools/generator/facts/provider_name.hpp"
#include "tools/generator/refused.hpp"

namespace patchbay::generator {
namespace {

constexpr std::size_t kMostBytes = 2000;

void checkWord(const char* what, const std::string& given,
               std::initializer_list<std::string_view> known) {
  if (given.empty() || std::find(known.begin(), known.end(), given) != known.end()) return;
  std::string list;
  for (const auto word : known) list += (list.empty() ? "" : ", ") + std::string(word);
  throw Refused(std::string(what) + " " + quoted(given) + " is unknown; say one of " + list + ".");
}

void checkUrl(const char* what, const std::string& url) {
  if (url.empty()) return;
  const auto is_printable = [](char c) { return c > 0x20 && c < 0x7f; };
  std::string problem = findUrlProblem(url);
  if (url.size() > kMostBytes) problem = "is longer than 2000 characters; check it";
  if (!std::all_of(url.begin(), url.end(), is_printable)) {
    problem = "holds a character that no URL holds; write it as %XX";
  }
  if (!problem.empty()) {
    throw Refused(std::string(what) + " " + quoted(url) + " " + problem + ".");
  }
}

// RFC 6749 section 3.3: no quote and no backslash among them.
bool isScopeCharacter(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void checkScopes(const std::string& scopes) {
  if (!std::all_of(scopes.begin(), scopes.end(), isScopeCharacter)) {
    throw Refused("SCOPES " + quoted(scopes) +
                  " hold a character that no scope holds; write words with blanks between them.");
  }
  if (scopes.size() > kMostBytes) {
    throw Refused("SCOPES are longer than 2000 characters; ask for what the integration needs.");
  }
}

void checkWay(const ProviderInputs& inputs) {
  const bool has_urls = !inputs.authorize_url.empty() || !inputs.token_url.empty();
  if (!inputs.conf_url.empty() && has_urls) {
    throw Refused(
        "CONF_URL already names the endpoints; leave it out, or AUTHORIZE_URL and TOKEN_URL.");
  }
  if (has_urls && (inputs.authorize_url.empty() || inputs.token_url.empty())) {
    throw Refused("AUTHORIZE_URL and TOKEN_URL belong together; say both, or neither.");
  }
}

}  // namespace

void checkInputs(const ProviderInputs& inputs) {
  checkProviderName(inputs.name);
  checkWord("API_TYPE", inputs.api_type, {"none", "payroll", "accounting"});
  checkWord("CLIENT_AUTH", inputs.client_auth, {"basic", "post", "json"});
  checkWord("PKCE", inputs.pkce, {"yes", "no"});
  checkUrl("AUTHORIZE_URL", inputs.authorize_url);
  checkUrl("TOKEN_URL", inputs.token_url);
  checkUrl("REVOKE_URL", inputs.revoke_url);
  checkUrl("API_BASE_URL", inputs.api_base_url);
  if (inputs.api_base_url.find('?') != std::string::npos) {
    throw Refused(
        "API_BASE_URL has a query; say what stands before '?', to which paths are added.");
  }
  if (inputs.conf_url.find("://") != std::string::npos) checkUrl("CONF_URL", inputs.conf_url);
  checkScopes(inputs.scopes);
  parseRotation(inputs.rotation);
  checkWay(inputs);
}

}  // namespace patchbay::generator
