#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/api/rate_window.hpp"
#include "core/base/awaitable.hpp"
#include "core/base/call_slots.hpp"
#include "core/base/clock.hpp"
#include "core/http/http_client.hpp"
#include "core/oauth_app.hpp"

namespace patchbay {

/// Whose limits a call counts against.
struct CallOwner {
  std::string grant_id;
  std::string tenant_id;  ///< empty: not known, and not counted

  CallOwner(std::string grant, std::string tenant)
      : grant_id(std::move(grant)), tenant_id(std::move(tenant)) {}
};

/// All limits of one provider, by whose calls they count. Safe from any thread.
class CallLimits : public std::enable_shared_from_this<CallLimits> {
 public:
  CallLimits(const OAuthApp& app, const Clock& clock);

 private:
  struct Scope;

 public:
  /// The right to one call. A call whose end was not told counts from its start.
  class Permit {
   public:
    Permit() = default;
    Permit(std::shared_ptr<CallLimits> limits, std::vector<std::shared_ptr<Scope>> scopes,
           TimePoint begun);
    Permit(Permit&& other) noexcept = default;
    Permit& operator=(Permit&& other) = delete;
    ~Permit();

    /// Ends it, with what the answer's header says of what is left.
    void answered(const http::HttpResponse& response, TimePoint now);
    void failed(TimePoint now);

   private:
    friend class CallLimits;
    std::shared_ptr<CallLimits> limits_;  // first, so it goes last
    std::vector<std::shared_ptr<Scope>> scopes_;
    TimePoint begun_;
    CallSlots::Slot slot_;
  };

  /// The right to one call, when the limits allow it.
  struct Admission {
    Admission() = default;
    std::optional<Permit> permit;
    Milliseconds waited{0};
    TimePoint free_at{};  ///< when there is no permit: since it would have taken until then
  };

  /// Waits for the limits, as long as the provider's `api_limit_wait` says.
  awaitable<Admission> admit(CallOwner owner);

  /// Lets no call of this owner begin before `until`.
  void pause(const CallOwner& owner, TimePoint until);

  /// Drops whoever waits. Only when no executor runs any more.
  void dropWaiting();

 private:
  /// The limits that are counted together for one grant, one tenant, or the application.
  struct Scope {
    Scope(const OAuthApp& app, ApiRateLimit::Per per);

    std::vector<std::pair<const ApiRateLimit*, RateWindow>> windows;
    TimePoint paused_until{};
    std::optional<CallSlots> slots;
  };

  std::vector<std::shared_ptr<Scope>> scopesOf(const CallOwner& owner);
  std::shared_ptr<Scope> scope(const std::string& key, ApiRateLimit::Per per);
  std::optional<TimePoint> beginOrFreeAt(const std::vector<std::shared_ptr<Scope>>& scopes,
                                         TimePoint now);
  void end(const std::vector<std::shared_ptr<Scope>>& scopes, TimePoint at,
           const http::HttpResponse* response, TimePoint now);
  void dropIdle(TimePoint now);

  const OAuthApp& app_;
  const Clock& clock_;
  std::mutex mutex_;  // guards what follows, and all scopes but their slots
  std::map<std::string, std::shared_ptr<Scope>> scopes_;
  std::size_t look_at_ = 1024;  // so many scopes, before idle ones are dropped
};

}  // namespace patchbay
