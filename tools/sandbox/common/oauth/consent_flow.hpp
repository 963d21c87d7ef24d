#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"
#include "tools/sandbox/common/oauth/consent_pages.hpp"
#include "tools/sandbox/common/oauth/sign_in.hpp"

namespace patchbay::sandbox {

/// An authorization endpoint: sign in, choose, give access or refuse. What may be asked for, what
/// there is to choose from and what a decision leads to is the provider's.
///
/// Scripts skip the pages: a parameter in the query decides at once, and a form with `decision` and
/// the choice needs no sign-in. Used from one thread.
class ConsentFlow {
 public:
  virtual ~ConsentFlow() = default;

  http::ServerResponse get(const http::ServerRequest& request);
  http::ServerResponse post(const http::ServerRequest& request);
  const ConsentPages& pages() const { return pages_; }

 protected:
  struct Names {
    Brand brand;
    std::string_view field;     ///< of the form, that holds the choice
    std::string_view shortcut;  ///< query parameter with a choice, or `deny`
    std::string_view cookie;    ///< of the session
    std::string_view cookie_path;
  };
  explicit ConsentFlow(const Names& names)
      : names_(names),
        pages_(names.brand),
        sign_in_(std::string(names.cookie), std::string(names.cookie_path)) {}

  /// What ends the request before anybody is asked: an error page, or a redirect with an error.
  virtual std::optional<http::ServerResponse> refusal(const oauth::Parameters& asked) const = 0;
  virtual http::ServerResponse choicePage(const oauth::Parameters& asked,
                                          std::string_view problem) const = 0;
  /// @param decision  `allow`, `deny`, or whatever else somebody sent.
  virtual http::ServerResponse decide(const oauth::Parameters& asked, const std::string& decision,
                                      const std::string& choice) = 0;

 private:
  http::ServerResponse signIn(const oauth::Parameters& asked, const oauth::Parameters& form);

  Names names_;
  ConsentPages pages_;
  SignIn sign_in_;
};

}  // namespace patchbay::sandbox
