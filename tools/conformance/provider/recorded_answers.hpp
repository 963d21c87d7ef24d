#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::conformance {

/// What a provider's API answers to one call.
struct RecordedAnswer {
  std::string method;
  std::string path;  ///< below the API's base URL, without query; `*` at the end means any rest
  unsigned status = 200;
  std::string body;

  RecordedAnswer() = default;
  bool fits(std::string_view asked_method, std::string_view asked_path) const;
};

/// What the API answers while a grant reaches so and so many tenants.
struct TenantAnswers {
  std::vector<std::string> ids;  ///< of the tenants that the plugin should find
  std::vector<RecordedAnswer> answers;

  TenantAnswers() = default;
};

/// What no fact of a plugin tells: the answers of the provider's API, which a provider brings in
/// `testdata/conformance.json`. All of it may be absent.
struct RecordedAnswers {
  std::map<std::string, std::string> settings;  ///< for settings that no made-up value fits
  boost::json::object access_token_claims;      ///< not empty: access tokens are JWTs with these
  std::optional<TenantAnswers> one, several, none;
  std::vector<RecordedAnswer> answers;            ///< whatever the grant reaches
  std::map<std::string, std::string> exceptions;  ///< scenario -> why the provider departs from it

  RecordedAnswers() = default;

  /// @throws IntegrationError `settings_invalid` naming source, cause and cure.
  static RecordedAnswers parse(std::string_view text, const std::string& source);
  static RecordedAnswers load(const std::filesystem::path& file);
};

}  // namespace patchbay::conformance
