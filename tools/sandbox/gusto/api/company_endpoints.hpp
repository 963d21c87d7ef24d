#pragma once

#include <vector>

#include "core/http/http_exchange.hpp"
#include "tools/sandbox/common/oauth/grant_book.hpp"
#include "tools/sandbox/gusto/demo/demo_data.hpp"
#include "tools/sandbox/gusto/gusto_settings.hpp"

namespace patchbay::sandbox::gusto {

/// What stands behind `/v1`, once the gate has let a caller through: token details, companies,
/// their people, and the end of a connection. Used from one thread.
class CompanyEndpoints {
 public:
  /// All must outlive the endpoints.
  CompanyEndpoints(const GustoSettings& settings, const std::vector<Company>& companies,
                   GrantBook& book, const Clock& clock)
      : settings_(settings), companies_(companies), book_(book), clock_(clock) {}

  http::ServerResponse tokenInfo(const TokenPair& caller) const;
  http::ServerResponse company(const http::ServerRequest& request, const TokenPair& caller) const;
  http::ServerResponse employees(const http::ServerRequest& request, const TokenPair& caller) const;
  http::ServerResponse disconnect(const http::ServerRequest& request, const TokenPair& caller);
  /// Any path under `/v1` that the stand-in does not have.
  [[noreturn]] static http::ServerResponse unknownPath();

 private:
  const Company& companyOf(const http::ServerRequest& request, const TokenPair& caller) const;

  const GustoSettings& settings_;
  const std::vector<Company>& companies_;
  GrantBook& book_;
  const Clock& clock_;
};

}  // namespace patchbay::sandbox::gusto
