#include "core/http/server/access_log.hpp"

#include <boost/json/serialize.hpp>

#include "core/http/server/append_number.hpp"

namespace patchbay::http::server {
namespace {

/// Lines are handed over from this size on; the buffer holds a little more, once for all.
constexpr std::size_t kBatch = 16 * 1024;
constexpr std::size_t kSlack = 1024;

}  // namespace

void AccessLog::learnRoutes(const Router& router) {
  for (const auto& route : router.routes()) {
    routes_.push_back(boost::json::serialize(boost::json::string_view(route.pattern)));
  }
  routes_.emplace_back("null");
  lines_.reserve(kBatch + kSlack);
}

void AccessLog::add(const AccessEntry& entry) {
  // Nothing here needs escaping: request ids and methods are of a safe form, patterns are escaped.
  lines_.append("{\"time\":\"").append(entry.time);
  lines_.append("\",\"level\":\"info\",\"event\":\"request\",\"request_id\":\"");
  lines_.append(entry.request_id).append("\",\"method\":\"").append(entry.method);
  lines_.append("\",\"route\":").append(routes_[entry.route]).append(",\"status\":");
  appendNumber(lines_, entry.status);
  lines_.append(",\"duration_us\":");
  appendNumber(lines_, entry.duration.count());
  lines_.append(",\"bytes\":");
  appendNumber(lines_, entry.bytes);
  lines_.append(",\"remote_address\":\"").append(entry.remote_address).append("\"}\n");
  if (lines_.size() >= kBatch) flush();
}

void AccessLog::flush() {
  if (lines_.empty()) return;
  log_.writeLines(lines_);
  lines_.clear();
}

}  // namespace patchbay::http::server
