#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/export.hpp"
#include "core/base/secret.hpp"

namespace patchbay::http {

/// A request as a handler sees it: owned, decoded and already past the request guard.
class PATCHBAY_EXPORT ServerRequest {
 public:
  ServerRequest() = default;

  std::string method;
  std::string path;  ///< percent-decoded, begins with `/`, valid UTF-8
  /// The values of the pattern's `{names}`, decoded.
  std::map<std::string, std::string, std::less<>> path_values;
  /// Query parameters in order, decoded (`+` is a blank), repetitions kept.
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string remote_address;
  std::string request_id;

  /// @throws IntegrationError `internal` when the pattern has no such name.
  const std::string& pathValue(std::string_view name) const;
  /// The parameter, or empty when absent.
  /// @throws IntegrationError `invalid_request` when it is given more than once (RFC 6749 3.1).
  std::optional<std::string> queryValue(std::string_view name) const;
  std::optional<std::string_view> header(std::string_view name) const;
  std::optional<std::string> cookie(std::string_view name) const;
};

/// What a handler answers. Header values are checked on the way out: CR, LF or NUL in one make the
/// answer a 500.
class PATCHBAY_EXPORT ServerResponse {
 public:
  explicit ServerResponse(unsigned status = 200);

  static ServerResponse json(unsigned status, std::string body);
  static ServerResponse html(unsigned status, std::string body);
  static ServerResponse redirect(std::string location);  ///< 302

  /// Adds a header; `Content-Length`, `Connection`, `Date` and `X-Request-Id` are the server's own.
  ServerResponse& with(std::string name, std::string value);

  unsigned status;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// A request as an immediate handler sees it: views into the connection's buffer, valid only
/// during the call. Path segments and query are percent-decoded only where they need to be.
class PATCHBAY_EXPORT RequestView {
 public:
  virtual ~RequestView();
  /// Value of the pattern's n-th `{name}`, counted from 0; decoded.
  virtual std::string_view pathValue(std::size_t index) const = 0;
  /// Undecoded text behind `?`; empty when there is none.
  virtual std::string_view rawQuery() const = 0;
  virtual std::string_view header(std::string_view name) const = 0;  ///< empty when absent
  virtual std::string_view requestId() const = 0;
};

/// A whole answer that an immediate handler gives. `body` must stay valid until the answer has been
/// written: `keep_alive` holds whatever owns it.
struct ImmediateAnswer {
  std::shared_ptr<const void> keep_alive;
  std::string_view content_type;
  std::string_view body;
};

}  // namespace patchbay::http
