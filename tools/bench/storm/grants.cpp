#include "tools/bench/storm/grants.hpp"

#include <mutex>
#include <utility>

namespace patchbay::storm {
namespace {

constexpr unsigned kWidth = 32;
constexpr Milliseconds kPause{200};

/// One look at all grants.
class Inspection {
 public:
  Inspection(std::function<std::string(std::size_t)> host, Backend& backend, Seconds patience)
      : host_(std::move(host)), backend_(backend), give_up_(clock_.now() + patience) {}

  awaitable<void> inspect(std::size_t grant) {
    const std::string workspace = workspaceOf(grant);
    std::string last;
    bool is_over = false;
    for (std::size_t attempt = 0; !is_over; ++attempt) {
      const std::string host = host_(grant + attempt);
      const HandOut hand_out = co_await backend_.askForToken(host, workspace);
      last = std::to_string(hand_out.status) + " " + hand_out.body;
      if (hand_out.status == 200) {
        const unsigned status = co_await backend_.useToken(hand_out);
        if (status == 200) co_return;
        last = "the provider refuses the token: " + std::to_string(status);
      }
      is_over = clock_.now() >= give_up_ || (hand_out.status != 200 && !hand_out.isForNow());
      if (!is_over) co_await clock_.wait(kPause);
    }
    const std::lock_guard lock(mutex_);
    lost_.push_back({workspace, last});
  }

  std::vector<LostGrant> takeLost() { return std::move(lost_); }

 private:
  const std::function<std::string(std::size_t)> host_;
  Backend& backend_;
  SystemClock clock_;
  const TimePoint give_up_;
  std::mutex mutex_;  // guards lost_
  std::vector<LostGrant> lost_;
};

}  // namespace

std::string workspaceOf(std::size_t grant) { return "workspace-" + std::to_string(grant); }

void connectGrants(const Fleet& fleet, Backend& backend, std::size_t first, std::size_t count) {
  forAll(count, kWidth, [&](std::size_t i) {
    const std::string host = fleet.url(i % fleet.size());
    return backend.connect(host, host, workspaceOf(first + i));
  });
}

std::vector<LostGrant> findLostGrants(const Fleet& fleet, Backend& backend, std::size_t first,
                                      std::size_t count, Seconds patience) {
  return findLostGrants([&fleet](std::size_t request) { return fleet.url(request % fleet.size()); },
                        backend, first, count, patience);
}

std::vector<LostGrant> findLostGrants(std::function<std::string(std::size_t)> host,
                                      Backend& backend, std::size_t first, std::size_t count,
                                      Seconds patience) {
  Inspection inspection(std::move(host), backend, patience);
  forAll(count, kWidth, [&](std::size_t i) { return inspection.inspect(first + i); });
  return inspection.takeLost();
}

}  // namespace patchbay::storm
