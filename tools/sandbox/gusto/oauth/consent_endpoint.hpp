#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/http/http_exchange.hpp"
#include "core/oauth/form.hpp"
#include "tools/sandbox/common/oauth/consent_pages.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/common/oauth/sign_in.hpp"
#include "tools/sandbox/gusto/demo/demo_data.hpp"
#include "tools/sandbox/gusto/gusto_settings.hpp"

namespace patchbay::sandbox::gusto {

/// `GET` and `POST /oauth/authorize`: sign in, choose exactly one company, give access or refuse.
///
/// Scripts skip the pages: `sandbox_company=<uuid>` (or `deny`) in the query decides at once, and a
/// form with `decision` and `company` needs no sign-in. Used from one thread.
class ConsentEndpoint {
 public:
  /// All must outlive the endpoint.
  ConsentEndpoint(const GustoSettings& settings, const std::vector<Company>& companies,
                  GrantBook& book);

  http::ServerResponse get(const http::ServerRequest& request);
  http::ServerResponse post(const http::ServerRequest& request);
  const ConsentPages& pages() const { return pages_; }

 private:
  http::ServerResponse decide(const oauth::Parameters& asked, const std::string& decision,
                              const std::string& company);
  http::ServerResponse signIn(const oauth::Parameters& asked, const oauth::Parameters& form);
  /// What ends the request before anybody is asked: an error page, or a redirect with an error.
  std::optional<http::ServerResponse> refusal(const oauth::Parameters& asked) const;
  http::ServerResponse companyPage(const oauth::Parameters& asked, std::string_view problem) const;
  bool knowsCompany(const std::string& uuid) const;

  const GustoSettings& settings_;
  const std::vector<Company>& companies_;
  GrantBook& book_;
  ConsentPages pages_;
  SignIn sign_in_{"gusto_sandbox_session", "/oauth"};
};

}  // namespace patchbay::sandbox::gusto
