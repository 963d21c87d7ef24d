#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/http_exchange.hpp"
#include "tools/sandbox/common/answering.hpp"
#include "tools/sandbox/common/oauth/token_call_notes.hpp"
#include "tools/sandbox/xero/api/call_limits.hpp"
#include "tools/sandbox/xero/api/call_log.hpp"
#include "tools/sandbox/xero/api/connection_book.hpp"
#include "tools/sandbox/xero/demo/organisation.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// Ends an API call with a problem body, as the gate in front of Xero's API gives it.
class ApiRefusal : public std::runtime_error {
 public:
  ApiRefusal(unsigned status, std::string title, const std::string& detail,
             std::string challenge = {})
      : std::runtime_error(detail),
        status_(status),
        title_(std::move(title)),
        challenge_(std::move(challenge)) {}

  unsigned status() const { return status_; }
  const std::string& title() const { return title_; }
  /// Value of `WWW-Authenticate`; empty for none.
  const std::string& challenge() const { return challenge_; }

 private:
  unsigned status_;
  std::string title_;
  std::string challenge_;
};

/// Ends an accounting call with a ValidationException.
class ValidationRefusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An API call that needs the bearer token and nothing else.
using PlainCall =
    std::function<http::ServerResponse(const http::ServerRequest&, const TokenPair& caller)>;
/// An accounting call; its document is written as JSON or XML.
using AccountingCall =
    std::function<boost::json::object(const http::ServerRequest&, const Organisation&)>;

/// Stands before Xero's API: bearer token, scope, tenant header, limits; turns refusals into the
/// bodies that are documented, and adds the headers of each answer. Used from one thread.
class ApiGate {
 public:
  /// What it reads and changes; all must outlive the gate.
  struct Uses {
    const XeroSettings& settings;
    const std::vector<Organisation>& organisations;
    GrantBook& book;
    TokenCallNotes& notes;
    const ConnectionBook& connections;
    const Clock& clock;
  };
  explicit ApiGate(const Uses& uses);

  Answer guard(PlainCall call);
  /// @param scopes  one of these is needed, separated by blanks.
  Answer guardAccounting(std::string scopes, AccountingCall call);
  /// What every endpoint behind the gate is told of its requests.
  EndpointEvents events();

  CallLimits& limits() { return limits_; }
  CallLog& calls() { return *calls_; }

 private:
  const TokenPair& authenticate(const http::ServerRequest& request);
  const Organisation& organisationOf(const http::ServerRequest& request,
                                     const TokenPair& caller) const;
  http::ServerResponse serve(const http::ServerRequest& request, const PlainCall& call);
  http::ServerResponse serveAccounting(const http::ServerRequest& request, const TokenPair& caller,
                                       const std::string& scopes, const AccountingCall& call);

  Uses on_;
  // Shared with requests under way, which may outlive the gate.
  std::shared_ptr<CallsUnderWay> under_way_ = std::make_shared<CallsUnderWay>();
  std::shared_ptr<CallLog> calls_ = std::make_shared<CallLog>();
  CallLimits limits_;
};

/// The tenant header; empty when there is none.
std::string tenantOf(const http::ServerRequest& request);

}  // namespace patchbay::sandbox::xero
