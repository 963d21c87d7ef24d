#include "gusto_environment.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

struct Environment {
  std::string_view word;
  std::string_view base_url;
  std::string_view domain;  ///< and everything below it
};

constexpr std::array kEnvironments{
    Environment{"production", "https://api.gusto.com", "gusto.com"},
    Environment{"demo", "https://api.gusto-demo.com", "gusto-demo.com"},
};

std::string_view hostOf(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  return url.substr(0, url.find(':'));
}

bool isWithin(std::string_view host, std::string_view domain) {
  if (!host.ends_with(domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

const Environment* findByWord(std::string_view word) {
  const auto* const found =
      std::find_if(kEnvironments.begin(), kEnvironments.end(),
                   [word](const Environment& environment) { return environment.word == word; });
  return found == kEnvironments.end() ? nullptr : found;
}

const Environment* findByUrl(std::string_view url) {
  const std::string_view host = hostOf(url);
  const auto* const found = std::find_if(
      kEnvironments.begin(), kEnvironments.end(),
      [host](const Environment& environment) { return isWithin(host, environment.domain); });
  return found == kEnvironments.end() ? nullptr : found;
}

/// The environment that was chosen, or else the one of the base address that was given.
const Environment* chosenEnvironment(const Settings& settings) {
  const auto word = settings.find("GUSTO_ENVIRONMENT");
  if (word) {
    const Environment* const environment = findByWord(*word);
    if (environment != nullptr) return environment;
    throw IntegrationError(ErrorCode::settings_invalid,
                           "GUSTO_ENVIRONMENT must be `production` or `demo`");
  }
  const auto base = settings.find("GUSTO_API_BASE_URL");
  return base ? findByUrl(*base) : &kEnvironments.front();
}

/// An address of the other environment would be answered 401, or worse, show it our secret.
std::string readUrl(const Settings& settings, const std::string& name, const std::string& fallback,
                    const Environment* environment) {
  std::string url = settings.requireUrl(name, fallback);
  const Environment* const of_url = findByUrl(url);
  if (of_url == nullptr || environment == nullptr || of_url == environment) return url;
  throw IntegrationError(ErrorCode::settings_invalid,
                         name + " is an address of Gusto's " + std::string(of_url->word) +
                             " environment, but the others are of " +
                             std::string(environment->word) +
                             "; set GUSTO_ENVIRONMENT alone, with the credentials of that one");
}

}  // namespace

GustoAddresses readGustoAddresses(const Settings& settings) {
  const Environment* const environment = chosenEnvironment(settings);
  const Environment& fallback = environment != nullptr ? *environment : kEnvironments.front();
  GustoAddresses addresses;
  addresses.api_base_url =
      readUrl(settings, "GUSTO_API_BASE_URL", std::string(fallback.base_url), environment);
  const std::string& base = addresses.api_base_url;
  addresses.authorize_url =
      readUrl(settings, "GUSTO_AUTHORIZE_URL", base + "/oauth/authorize", environment);
  addresses.token_url = readUrl(settings, "GUSTO_REFRESH_URL", base + "/oauth/token", environment);
  addresses.revoke_url = base + "/oauth/revoke";
  return addresses;
}

}  // namespace patchbay
