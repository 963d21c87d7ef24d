#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"
#include "tools/sandbox/common/oauth/consent_flow.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/gusto/demo/demo_data.hpp"
#include "tools/sandbox/gusto/gusto_settings.hpp"

namespace patchbay::sandbox::gusto {

/// `GET` and `POST /oauth/authorize`: sign in, choose exactly one company, give access or refuse.
///
/// Scripts skip the pages: `sandbox_company=<uuid>` (or `deny`) in the query decides at once, and a
/// form with `decision` and `company` needs no sign-in. Used from one thread.
class ConsentEndpoint final : public ConsentFlow {
 public:
  /// All must outlive the endpoint.
  ConsentEndpoint(const GustoSettings& settings, const std::vector<Company>& companies,
                  GrantBook& book);

 private:
  http::ServerResponse decide(const oauth::Parameters& asked, const std::string& decision,
                              const std::string& company) override;
  std::optional<http::ServerResponse> refusal(const oauth::Parameters& asked) const override;
  http::ServerResponse choicePage(const oauth::Parameters& asked,
                                  std::string_view problem) const override;
  bool knowsCompany(const std::string& uuid) const;

  const GustoSettings& settings_;
  const std::vector<Company>& companies_;
  GrantBook& book_;
};

}  // namespace patchbay::sandbox::gusto
