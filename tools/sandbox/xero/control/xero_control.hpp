#pragma once

#include <boost/json/object.hpp>

#include "core/http/router.hpp"
#include "tools/sandbox/xero/control/webhook_sender.hpp"
#include "tools/sandbox/xero/xero_stand_in.hpp"

namespace patchbay::sandbox::xero {

/// `/sandbox/xero/...`: what tests and the demo read and steer of Xero alone. Used from one thread.
class XeroControl {
 public:
  /// Both must outlive the control.
  XeroControl(XeroStandIn& xero, const Clock& clock)
      : xero_(xero), webhooks_(xero.settings(), clock) {}

  void addRoutes(http::Router& router);

 private:
  void addReading(http::Router& router);
  void addChanges(http::Router& router);
  void addWebhooks(http::Router& router);

  const Organisation& organisationOf(const std::string& id) const;
  boost::json::object postings(const http::ServerRequest& request) const;
  boost::json::object totals(const http::ServerRequest& request) const;
  boost::json::object disconnect(const boost::json::object& body);

  XeroStandIn& xero_;
  WebhookSender webhooks_;
};

}  // namespace patchbay::sandbox::xero
