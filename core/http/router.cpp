#include "core/http/router.hpp"

#include <algorithm>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay::http {

/// A tree over path segments. Each node says which routes end there and where a path may go on.
struct Router::Node {
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
  std::unique_ptr<Node> name;                               ///< any one segment that is not empty
  std::unique_ptr<Node> rest;                               ///< everything that is left
  std::vector<std::pair<std::string, std::size_t>> routes;  ///< method and index
};

namespace {

bool isName(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool isRest(std::string_view segment) {
  return isName(segment) && segment.size() > 5 && segment.ends_with("...}");
}

[[noreturn]] void refusePattern(std::string_view pattern, std::string_view reason) {
  throw IntegrationError(ErrorCode::internal, "The host's routes are wrong.",
                         "route " + std::string(pattern) + ": " + std::string(reason));
}

std::vector<std::string> splitPattern(std::string_view pattern) {
  if (!pattern.starts_with('/')) refusePattern(pattern, "must begin with /");
  std::vector<std::string> segments;
  for (std::size_t from = 1; from <= pattern.size();) {
    const auto end = std::min(pattern.find('/', from), pattern.size());
    segments.emplace_back(pattern.substr(from, end - from));
    from = end + 1;
  }
  return segments;
}

void checkSegments(std::string_view pattern, const std::vector<std::string>& segments) {
  for (const auto& segment : segments) {
    const bool braces = segment.find_first_of("{}") != std::string::npos;
    if (braces && !isName(segment)) refusePattern(pattern, "a name fills a whole segment");
    if (isRest(segment) && &segment != &segments.back()) {
      refusePattern(pattern, "a rest must come last");
    }
    if (braces && std::count(segments.begin(), segments.end(), segment) > 1) {
      refusePattern(pattern, "a name is used twice");
    }
  }
}

void appendMethod(std::string& list, std::string_view method) {
  if ((", " + list + ",").find(", " + std::string(method) + ",") != std::string::npos) return;
  if (!list.empty()) list += ", ";
  list += method;
}

/// One lookup: walks the tree depth first, best choice first, until a route with the method fits.
template <typename Node>
class Search {
 public:
  Search(std::string_view method, Router::Match& match) : method_(method), match_(match) {}

  /// @param rest  what follows the last `/` that was taken.
  bool descend(const Node& node, std::string_view rest) {
    const auto end = std::min(rest.find('/'), rest.size());
    const auto segment = rest.substr(0, end);
    for (const auto& [literal, next] : node.literals) {
      if (literal == segment) return advance(*next, rest, end) || descendByName(node, rest, end);
    }
    return descendByName(node, rest, end);
  }

  std::size_t route() const { return route_; }

 private:
  bool descendByName(const Node& node, std::string_view rest, std::size_t end) {
    if (node.name && end > 0) {
      match_.values.push_back(rest.substr(0, end));
      if (advance(*node.name, rest, end)) return true;
      match_.values.pop_back();
    }
    if (!node.rest) return false;
    match_.values.push_back(rest);
    if (finish(*node.rest)) return true;
    match_.values.pop_back();
    return false;
  }

  bool advance(const Node& next, std::string_view rest, std::size_t end) {
    return end == rest.size() ? finish(next) : descend(next, rest.substr(end + 1));
  }

  bool finish(const Node& node) {
    return take(node, method_) || (method_ == "HEAD" && take(node, "GET")) || allow(node);
  }

  bool take(const Node& node, std::string_view method) {
    for (const auto& [name, index] : node.routes) {
      if (name != method) continue;
      route_ = index;
      return true;
    }
    return false;
  }

  bool allow(const Node& node) {
    for (const auto& [name, index] : node.routes) {
      appendMethod(match_.allowed_methods, name);
      if (name == "GET") appendMethod(match_.allowed_methods, "HEAD");
    }
    return false;
  }

  std::string_view method_;
  Router::Match& match_;
  std::size_t route_ = 0;
};

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(std::string_view method, std::string_view pattern, Handler handler) {
  addImmediate(method, pattern, nullptr, std::move(handler));
}

void Router::addImmediate(std::string_view method, std::string_view pattern,
                          ImmediateHandler immediate, Handler handler) {
  auto segments = splitPattern(pattern);
  checkSegments(pattern, segments);
  if (!handler) refusePattern(pattern, "has no handler");
  auto& node = nodeFor(segments);
  for (const auto& [name, index] : node.routes) {
    if (name == method) refusePattern(pattern, "is given twice for " + name);
  }
  node.routes.emplace_back(method, routes_.size());
  routes_.push_back(Route{routes_.size(), std::string(method), std::string(pattern),
                          std::move(segments), std::move(handler), std::move(immediate)});
}

Router::Node& Router::nodeFor(const std::vector<std::string>& segments) {
  Node* node = root_.get();
  const auto step = [&node](std::unique_ptr<Node>& next) {
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  };
  for (const auto& segment : segments) {
    if (isRest(segment)) {
      step(node->rest);
    } else if (isName(segment)) {
      step(node->name);
    } else {
      auto& known = node->literals;
      auto found = std::find_if(known.begin(), known.end(),
                                [&segment](const auto& entry) { return entry.first == segment; });
      if (found == known.end()) found = known.emplace(known.end(), segment, nullptr);
      step(found->second);
    }
  }
  return *node;
}

void Router::find(std::string_view method, std::string_view raw_path, Match& match) const {
  match.route = nullptr;
  match.values.clear();
  match.allowed_methods.clear();
  if (!raw_path.starts_with('/')) return;
  Search<Node> search(method, match);
  if (search.descend(*root_, raw_path.substr(1))) match.route = &routes_[search.route()];
}

}  // namespace patchbay::http
