#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/http/http_exchange.hpp"
#include "tools/sandbox/common/answering.hpp"
#include "tools/sandbox/common/oauth/token_call_notes.hpp"
#include "tools/sandbox/gusto/gusto_settings.hpp"

namespace patchbay::sandbox::gusto {

/// Ends an API call with an error in Gusto's envelope.
class ApiRefusal : public std::runtime_error {
 public:
  ApiRefusal(unsigned status, std::string category, const std::string& message,
             std::string error_key = "request")
      : std::runtime_error(message),
        status_(status),
        category_(std::move(category)),
        error_key_(std::move(error_key)) {}

  unsigned status() const { return status_; }
  const std::string& category() const { return category_; }
  const std::string& errorKey() const { return error_key_; }

 private:
  unsigned status_;
  std::string category_;
  std::string error_key_;
};

/// Calls of each grant in windows of 60 seconds.
class RateWindows {
 public:
  struct Window {
    TimePoint ends_at{};
    unsigned used = 0;
  };

  /// Counts one call.
  const Window& count(const std::string& grant, TimePoint now);
  void clear() { windows_.clear(); }

 private:
  std::map<std::string, Window> windows_;
};

/// What an API call does once it is let through.
using ApiCall =
    std::function<http::ServerResponse(const http::ServerRequest&, const TokenPair& caller)>;

/// Stands before everything under `/v1`: bearer token, rate limit, API version, scope; turns
/// refusals into Gusto's envelope and adds the headers each answer has. Used from one thread.
class ApiGate {
 public:
  /// All must outlive every answer made here.
  ApiGate(const GustoSettings& settings, GrantBook& book, TokenCallNotes& notes, const Clock& clock)
      : settings_(settings), book_(book), notes_(notes), clock_(clock) {}

  /// @param scope  needed by the call; empty for none.
  Answer guard(std::string scope, ApiCall call);
  RateWindows& rates() { return rates_; }

 private:
  http::ServerResponse serve(const http::ServerRequest& request, const std::string& scope,
                             const ApiCall& call);
  const TokenPair& authenticate(const http::ServerRequest& request);
  void addRateHeaders(http::ServerResponse& answer, const RateWindows::Window& window) const;

  const GustoSettings& settings_;
  GrantBook& book_;
  TokenCallNotes& notes_;
  const Clock& clock_;
  RateWindows rates_;
};

}  // namespace patchbay::sandbox::gusto
