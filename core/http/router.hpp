#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/export.hpp"
#include "core/http/http_exchange.hpp"

namespace patchbay::http {

/// Answers a request. What it throws becomes a problem document (RFC 9457, `problem.hpp`); a route
/// for browsers catches and renders its errors itself.
using Handler = std::function<awaitable<ServerResponse>(ServerRequest)>;

/// Answers at once, on the serving thread, or declines (empty) and leaves it to the `Handler`.
/// Must not block, wait or throw; always a 200 with `Cache-Control: no-store`.
using ImmediateHandler = std::function<std::optional<ImmediateAnswer>(const RequestView&)>;

/// Maps method and path to a route.
///
/// A pattern is a path whose segments are literal or `{name}` (one segment, not empty); a last
/// segment `{name...}` takes the rest, which may be empty. Literal segments win over names, names
/// over a rest. A route for GET also answers HEAD, without the body, unless HEAD has a route of its
/// own. Built before the server starts, constant afterwards.
class PATCHBAY_EXPORT Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// @throws IntegrationError `internal` for a malformed or doubled pattern.
  void add(std::string_view method, std::string_view pattern, Handler handler);
  void addImmediate(std::string_view method, std::string_view pattern, ImmediateHandler immediate,
                    Handler handler);

  struct Route {
    std::size_t index;
    std::string method;
    std::string pattern;
    std::vector<std::string> segments;
    Handler handler;
    ImmediateHandler immediate;  ///< may be empty
  };

  /// What a lookup finds. `route` is null when no pattern fits; then `allowed_methods` tells 405
  /// (the path exists for these, comma separated) from 404 (empty).
  struct Match {
    const Route* route = nullptr;
    std::vector<std::string_view> values;  ///< of the pattern's names, still percent-encoded
    std::string allowed_methods;
  };

  /// @param raw_path  undecoded path, begins with `/`.
  /// `match` is reused by the caller, so that the usual lookup allocates nothing.
  void find(std::string_view method, std::string_view raw_path, Match& match) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Node;

  Node& nodeFor(const std::vector<std::string>& segments);

  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace patchbay::http
