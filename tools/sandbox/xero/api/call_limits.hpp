#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/clock.hpp"
#include "core/http/http_exchange.hpp"
#include "tools/sandbox/xero/xero_settings.hpp"

namespace patchbay::sandbox::xero {

/// How many calls of an organisation are under way.
class CallsUnderWay {
 public:
  void begin(const std::string& tenant) { ++counts_[tenant]; }
  void end(const std::string& tenant) { --counts_[tenant]; }
  unsigned count(const std::string& tenant) const {
    const auto found = counts_.find(tenant);
    return found == counts_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, unsigned> counts_;
};

/// Counts the calls of one key in windows of a fixed length; the windows of two keys begin at
/// different moments.
class FixedWindow {
 public:
  explicit FixedWindow(Seconds length) : length_(length) {}

  /// How many calls more the window takes under that limit.
  unsigned left(const std::string& key, unsigned limit, TimePoint now);
  void count(const std::string& key, TimePoint now) { ++at(key, now).used; }
  /// Whole seconds until the window ends, 1 at least.
  std::int64_t secondsLeft(const std::string& key, TimePoint now);
  void clear() { windows_.clear(); }

 private:
  struct Window {
    TimePoint ends_at{};
    unsigned used = 0;
  };
  Window& at(const std::string& key, TimePoint now);

  Seconds length_;
  std::map<std::string, Window> windows_;
};

/// What Xero lets an application do: calls of an organisation at once, per minute and per day, and
/// calls of the application per minute. Used from one thread.
class CallLimits {
 public:
  /// All must outlive the limits.
  CallLimits(const XeroSettings& settings, const CallsUnderWay& under_way, const Clock& clock)
      : settings_(settings), under_way_(under_way), clock_(clock) {}

  /// Counts a call, unless a limit is reached.
  /// @returns that limit's name as `X-Rate-Limit-Problem` has it; empty when the call may pass.
  std::string admit(const std::string& client_id, const std::string& tenant);
  /// The headers of every answer, and those of a 429.
  void addHeaders(http::ServerResponse& answer, const std::string& client_id,
                  const std::string& tenant, const std::string& problem);
  void clear();

 private:
  const XeroSettings& settings_;
  const CallsUnderWay& under_way_;
  const Clock& clock_;
  FixedWindow minutes_{Seconds(60)};
  FixedWindow days_{Seconds(86'400)};
  FixedWindow app_minutes_{Seconds(60)};
};

}  // namespace patchbay::sandbox::xero
