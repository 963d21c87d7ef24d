#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "core/base/clock.hpp"
#include "core/http/http_exchange.hpp"
#include "tools/sandbox/xero/demo/organisation.hpp"
#include "tools/sandbox/xero/reports/report_request.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// What stands behind `/api.xro/2.0`, once the gate has let a caller through. Used from one thread.
class AccountingEndpoints {
 public:
  /// Both must outlive the endpoints.
  AccountingEndpoints(const XeroSettings& settings, const Clock& clock)
      : settings_(settings), clock_(clock) {}

  boost::json::object organisation(const Organisation& organisation) const;
  boost::json::object profitAndLoss(const http::ServerRequest& request,
                                    const Organisation& organisation) const;
  boost::json::object balanceSheet(const http::ServerRequest& request,
                                   const Organisation& organisation) const;

 private:
  /// What tells one report from the other.
  struct Heading {
    std::string id;
    std::string name;
    std::string title;
    std::string period;
  };
  boost::json::object envelope() const;
  boost::json::object report(const Organisation& organisation, const Heading& heading,
                             boost::json::array rows) const;
  void refuseWithoutRole() const;

  const XeroSettings& settings_;
  const Clock& clock_;
};

}  // namespace patchbay::sandbox::xero
