#include "tools/generator/writing/fact_lines.hpp"

#include <cstdio>
#include <vector>

#include "core/base/letter_case.hpp"

namespace patchbay::generator {
namespace {

constexpr std::size_t kMostOffered = 40;  // scopes that a comment lists

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string bracedList(const std::vector<std::string>& words) {
  std::vector<std::string> literals;
  for (const auto& word : words) literals.push_back(cppLiteral(word));
  return "{" + joined(literals, ", ") + "}";
}

// --- registerOAuthApp ---

/// The lines of `registerOAuthApp`, in order.
class AppLines {
 public:
  explicit AppLines(const ProviderFacts& facts)
      : facts_(facts), prefix_(upperCase(facts.name) + "_") {}

  std::string write() {
    const bool has_adapter = facts_.api_type != ApiType::none;
    state("api_type", has_adapter ? facts_.name + "Adapter::kApiType" : "ApiType::none");
    writeBase();
    state("authorization_endpoint", setting("AUTHORIZE_URL", facts_.authorize_url));
    state("token_endpoint", setting("REFRESH_URL", facts_.token_url));
    if (!facts_.revoke_url.empty()) state("revocation_endpoint", address(facts_.revoke_url));
    if (!facts_.introspection_url.empty()) {
      state("introspection_endpoint", address(facts_.introspection_url));
    }
    writeOpenId();
    writeClient();
    writeRotation();
    return text_;
  }

 private:
  void state(const std::string& fact, const std::string& value) {
    text_ += "  app." + fact + " = " + value + ";\n";
  }

  /// Where most addresses begin is a setting of its own, so that one line moves them all.
  void writeBase() {
    if (facts_.way == ProviderFacts::Way::bare) {
      state("api_base_url", setting("API_BASE_URL", facts_.api_base_url));
      base_ = facts_.api_base_url;
      base_name_ = "app.api_base_url";
      return;
    }
    if (facts_.way == ProviderFacts::Way::discovery) {
      std::string issuer = facts_.issuer;
      while (issuer.ends_with('/')) issuer.pop_back();
      text_ += "  const auto issuer = settings.requireUrl(" + cppLiteral(prefix_ + "ISSUER") +
               ", " + cppLiteral(issuer) + ");\n";
      base_ = issuer;
      base_name_ = "issuer";
      state("issuer", address(facts_.issuer));
    }
    state("api_base_url", setting("API_BASE_URL", facts_.api_base_url));
  }

  /// `issuer + "/token"` where it begins so, else the whole.
  std::string address(const std::string& url) const {
    if (base_.empty() || !url.starts_with(base_)) return cppLiteral(url);
    if (url == base_) return base_name_;
    const bool is_below = url[base_.size()] == '/';
    return is_below ? base_name_ + " + " + cppLiteral(url.substr(base_.size())) : cppLiteral(url);
  }

  /// Settings lose their slashes at the end, and some providers want theirs.
  std::string setting(const std::string& name, const std::string& url) const {
    std::string bare = url;
    while (url.find('?') == std::string::npos && bare.ends_with('/')) bare.pop_back();
    const std::string slashes = url.substr(bare.size());
    return "settings.requireUrl(" + cppLiteral(prefix_ + name) + ", " + address(bare) + ")" +
           (slashes.empty() ? "" : " + " + cppLiteral(slashes));
  }

  void writeOpenId() {
    if (facts_.sends_iss) state("authorization_response_iss_parameter_supported", "true");
    if (facts_.jwks_uri.empty()) return;
    state("jwks_uri", address(facts_.jwks_uri));
    state("id_token_signing_algorithms", bracedList(facts_.id_token_algorithms));
  }

  void writeClient() {
    const bool is_basic = facts_.client_auth == "basic";
    state("client_authentication", std::string("oauth::ClientAuthentication::client_secret_") +
                                       (is_basic ? "basic" : "post"));
    if (facts_.client_auth == "json") state("body_encoding", "oauth::BodyEncoding::json");
    if (!facts_.scopes.empty()) state("scopes", bracedList(facts_.scopes));
    writeOffered();
    if (facts_.asks_consent) {
      text_ += "  // Without it there is no refresh token (OpenID Connect Core section 11).\n";
      state("authorization_parameters", "{{\"prompt\", \"consent\"}}");
    }
    state("uses_pkce", facts_.uses_pkce ? "true" : "false");
  }

  void writeOffered() {
    if (facts_.offered_scopes.empty()) return;
    text_ += "  // It publishes these scopes besides:\n";
    for (std::size_t i = 0; i < facts_.offered_scopes.size() && i < kMostOffered; ++i) {
      text_ += "  //   " + facts_.offered_scopes[i] + "\n";
    }
  }

  void writeRotation() {
    const std::string text = rotationText(facts_.rotation);
    state("rotation.kind", "Rotation::Kind::" + text.substr(0, text.find(':')));
    if (facts_.rotation.kind != Rotation::Kind::grace) return;
    state("rotation.grace", "Seconds(" + std::to_string(facts_.rotation.grace.count()) + ")");
  }

  const ProviderFacts& facts_;
  const std::string prefix_;
  std::string base_;
  std::string base_name_;
  std::string text_;
};

// --- the other files ---

std::string testLines(const ProviderFacts& facts) {
  const std::string constant = "constexpr const char* k";
  return constant + "AuthorizeUrl = " + cppLiteral(facts.authorize_url) + ";\n" + constant +
         "TokenUrl = " + cppLiteral(facts.token_url) + ";\n" + constant +
         "Scope = " + cppLiteral(joined(facts.scopes, " ")) + ";\n" +
         "constexpr bool kUsesPkce = " + (facts.uses_pkce ? "true" : "false") + ";\n";
}

/// Setting, meaning, value.
struct Address {
  std::string setting;
  std::string meaning;
  std::string value;
};

std::vector<Address> addresses(const ProviderFacts& facts) {
  const std::string prefix = upperCase(facts.name) + "_";
  std::vector<Address> list;
  if (facts.way == ProviderFacts::Way::discovery) {
    list.push_back(
        {prefix + "ISSUER", "who issues the tokens; most addresses begin so", facts.issuer});
  }
  list.push_back({prefix + "API_BASE_URL", "begin of every API path", facts.api_base_url});
  list.push_back({prefix + "AUTHORIZE_URL", "where the browser is sent", facts.authorize_url});
  list.push_back({prefix + "REFRESH_URL",
                  "the token endpoint, for codes as well as for refresh tokens", facts.token_url});
  return list;
}

std::string settingLines(const ProviderFacts& facts) {
  std::string text;
  for (const auto& one : addresses(facts)) text += "#" + one.setting + "=" + one.value + "\n";
  return text;
}

std::string settingRows(const ProviderFacts& facts) {
  std::string text;
  for (const auto& one : addresses(facts)) {
    text += "| `" + one.setting + "` | " + one.meaning + " | `" + one.value + "` |\n";
  }
  return text;
}

std::string origin(const ProviderFacts& facts) {
  switch (facts.way) {
    case ProviderFacts::Way::discovery:
      return "Addresses: from what the issuer `" + facts.issuer + "` publishes.";
    case ProviderFacts::Way::urls:
      return "Addresses: as given to the generator.";
    case ProviderFacts::Way::bare:
      break;
  }
  return "Addresses: imaginary ones below `" + facts.api_base_url +
         "`, because none were given. Replace them by those\n  that " + facts.name + " documents.";
}

std::string rotationMeaning(const Rotation& rotation) {
  switch (rotation.kind) {
    case Rotation::Kind::none:
      return "The refresh token stays the same.";
    case Rotation::Kind::grace:
      return "The old refresh token works on for that time after a refresh.";
    case Rotation::Kind::until_first_use:
      return "The old refresh token works until the new access token is used.";
    case Rotation::Kind::strict:
      break;
  }
  return "The old refresh token is taken to be dead as soon as a new one is issued, which is\n"
         "  always safe.";
}

/// What is between backticks may hold one itself; then there are more of them around it.
std::string codeSpan(const std::string& text) {
  if (text.find('`') == std::string::npos) return "`" + text + "`";
  std::string fence = "``";
  while (text.find(fence) != std::string::npos) fence += '`';
  return fence + " " + text + " " + fence;
}

std::string factLines(const ProviderFacts& facts) {
  const std::string method = facts.client_auth == "basic" ? "client_secret_basic"
                             : facts.client_auth == "post"
                                 ? "client_secret_post"
                                 : "client_secret_post, in JSON instead of a form";
  const std::string scopes =
      facts.scopes.empty() ? "none are asked for" : codeSpan(joined(facts.scopes, " "));
  std::string text = "* " + origin(facts) + "\n* Client authentication: `" + method +
                     "`. PKCE: " + (facts.uses_pkce ? "yes" : "no") + ". Scopes: " + scopes + ".\n";
  if (!facts.jwks_uri.empty()) text += "* OpenID Connect: the id_token is verified.\n";
  if (facts.revoke_url.empty()) {
    text +=
        "* No revocation endpoint is known: a disconnect forgets the tokens, and they live on.\n";
  }
  return text + "* Rotation: `" + rotationText(facts.rotation) + "`. " +
         rotationMeaning(facts.rotation) + "\n";
}

}  // namespace

std::string cppLiteral(const std::string& text) {
  std::string literal = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    char octal[5];
    std::snprintf(octal, sizeof(octal), "\\%03o", static_cast<unsigned>(byte));
    const bool is_plain = byte >= 0x20 && byte < 0x7f;
    // Two question marks begin a trigraph, which compilers warn of.
    const bool is_second_mark = c == '?' && literal.ends_with('?');
    if (c == '"' || c == '\\' || is_second_mark) literal += '\\';
    literal += is_plain ? std::string(1, c) : std::string(octal);
  }
  return literal + "\"";
}

Regions writeRegions(const ProviderFacts& facts) {
  Regions regions;
  if (facts.api_type != ApiType::none) regions.conditions.insert("adapter");
  if (!facts.revoke_url.empty()) regions.conditions.insert("revocation");
  regions.facts["app"] = AppLines(facts).write();
  regions.facts["test"] = testLines(facts);
  regions.facts["settings"] = settingLines(facts);
  regions.facts["readme-settings"] = settingRows(facts);
  regions.facts["readme-facts"] = factLines(facts);
  return regions;
}

}  // namespace patchbay::generator
