#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"

namespace patchbay::sandbox {

/// Whose pages they are.
struct Brand {
  std::string_view name;
  std::string_view colour;      ///< of CSS, e.g. `#0a8080`
  std::string_view form_path;   ///< where the forms are sent
  std::string_view style_path;  ///< where `stylesheet` is served
};

/// One line of a choice.
struct Choice {
  std::string value;
  std::string label;
  std::string note;
};

/// The pages a user sees: plain HTML forms that need no script, each of which carries the
/// authorization request along in hidden fields.
class ConsentPages {
 public:
  explicit ConsentPages(const Brand& brand) : brand_(brand) {}

  /// @param problem  a sentence to show above the form; empty for none.
  http::ServerResponse signIn(const oauth::Parameters& carried, std::string_view problem) const;
  /// @param field  name of the field that the chosen value is sent in.
  http::ServerResponse choose(std::string_view title, std::string_view field,
                              const std::vector<Choice>& choices, const oauth::Parameters& carried,
                              std::string_view problem) const;
  /// What stands in place of a redirect when the client or its redirect URI cannot be trusted.
  http::ServerResponse error(std::string_view reason) const;
  http::ServerResponse stylesheet() const;

 private:
  http::ServerResponse page(unsigned status, std::string_view title,
                            std::string_view content) const;
  std::string formStart(const oauth::Parameters& carried, std::string_view problem) const;

  Brand brand_;
};

}  // namespace patchbay::sandbox
