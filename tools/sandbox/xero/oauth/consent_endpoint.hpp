#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/http_exchange.hpp"
#include "core/oauth/parameters.hpp"
#include "tools/sandbox/common/oauth/consent_flow.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/xero/api/connection_book.hpp"
#include "tools/sandbox/xero/demo/organisation.hpp"
#include "tools/sandbox/xero/oauth/consents.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// `GET` and `POST /identity/connect/authorize`: sign in, choose one organisation, allow access or
/// refuse. What the application got wrong is told on a page and never by a redirect.
///
/// Scripts skip the pages: `sandbox_organisation=<uuid>` (`none` for a consent without one, `deny`)
/// in the query decides at once. Used from one thread.
class ConsentEndpoint final : public ConsentFlow {
 public:
  /// What a consent reads and changes; all must outlive the endpoint.
  struct Uses {
    const XeroSettings& settings;
    const std::vector<Organisation>& organisations;
    GrantBook& book;
    ConnectionBook& connections;
    Consents& consents;
    const Clock& clock;
  };
  explicit ConsentEndpoint(const Uses& uses);

  /// Forgets what the user granted to an application, as a revocation does.
  void forgetScopes(const std::string& client_id) { granted_.erase(client_id); }

 private:
  std::optional<http::ServerResponse> refusal(const oauth::Parameters& asked) const override;
  http::ServerResponse decide(const oauth::Parameters& asked, const std::string& decision,
                              const std::string& organisation) override;
  http::ServerResponse choicePage(const oauth::Parameters& asked,
                                  std::string_view problem) const override;
  bool mayChoose(const std::string& organisation) const;
  AuthorizationCode grant(const oauth::Parameters& asked, const std::string& organisation);

  Uses on_;
  std::map<std::string, std::string> granted_;  ///< scopes by client id, over all consents
};

}  // namespace patchbay::sandbox::xero
