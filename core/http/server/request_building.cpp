#include "core/http/server/request_building.hpp"

#include <boost/beast/core/string.hpp>
#include <utility>

#include "core/base/error.hpp"
#include "core/http/form.hpp"

namespace patchbay::http::server {
namespace {

std::string_view viewOf(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// The guard has refused everything that does not decode.
std::string decode(std::string_view raw) {
  auto decoded = percentDecode(raw);
  return decoded ? std::move(*decoded) : std::string(raw);
}

/// `{workspace}` is `workspace`, `{path...}` is `path`.
std::string_view nameIn(std::string_view segment) {
  segment.remove_prefix(1);
  segment.remove_suffix(segment.ends_with("...}") ? 4 : 1);
  return segment;
}

void fillPathValues(const Router::Match& match, ServerRequest& request) {
  auto value = match.values.begin();
  for (const auto& segment : match.route->segments) {
    if (!segment.starts_with('{') || value == match.values.end()) continue;
    request.path_values.emplace(nameIn(segment), decode(*value++));
  }
}

}  // namespace

std::string_view BufferedRequestView::pathValue(std::size_t index) const {
  if (index >= match_.values.size()) return {};
  const auto raw = match_.values[index];
  if (!facts_.has_escapes || raw.find('%') == std::string_view::npos) return raw;
  return decoded_.emplace_back(decode(raw));
}

std::string_view BufferedRequestView::header(std::string_view name) const {
  // Not by Beast's find, whose tree costs more than a look at the few names of the same length.
  for (const auto& field : header_) {
    const auto candidate = viewOf(field.name_string());
    if (candidate.size() == name.size() && boost::beast::iequals(candidate, name)) {
      return viewOf(field.value());
    }
  }
  return {};
}

ServerRequest buildRequest(const RequestHeader& header, const RequestFacts& facts,
                           const Router::Match& match) {
  ServerRequest request;
  request.method = viewOf(header.method_string());
  request.path = decode(facts.path);
  fillPathValues(match, request);
  auto query = parseForm(facts.query);
  if (!query) {
    throw IntegrationError(ErrorCode::invalid_request,
                           "The query does not decode to UTF-8; encode it as a form.");
  }
  request.query = std::move(*query);
  for (const auto& field : header) {
    request.headers.emplace_back(viewOf(field.name_string()), viewOf(field.value()));
  }
  return request;
}

}  // namespace patchbay::http::server
