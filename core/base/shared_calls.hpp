#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/base/awaitable.hpp"
#include "core/base/own_failure.hpp"
#include "core/base/resumption.hpp"

namespace patchbay {

/// Operations under way, one a key: whoever wants the same meanwhile waits for the one there is and
/// gets its result, or its failure. An operation runs on the executor and goes on when its callers
/// go. Safe from any thread; must outlive the executor's work.
template <typename Key, typename Result>
class SharedCalls {
 public:
  explicit SharedCalls(Executor executor) : executor_(std::move(executor)) {}
  SharedCalls(const SharedCalls&) = delete;
  SharedCalls& operator=(const SharedCalls&) = delete;

  /// @param start  makes the operation; called where none of this key is under way.
  awaitable<Result> call(Key key, std::function<awaitable<Result>()> start) {
    const std::shared_ptr<Call> shared = findOrStart(key, start);
    co_await wait(shared);
    if (shared->error) std::rethrow_exception(ownFailure(shared->error));
    co_return shared->result;
  }

 private:
  struct Call {
    bool has_ended = false;
    std::exception_ptr error;
    Result result{};
    std::vector<std::function<void()>> waiting;
  };

  std::shared_ptr<Call> findOrStart(const Key& key,
                                    const std::function<awaitable<Result>()>& start) {
    auto started = std::make_shared<Call>();
    {
      const std::lock_guard lock(mutex_);
      const auto [place, is_new] = calls_.try_emplace(key, started);
      if (!is_new) return place->second;
    }
    auto ended = [this, key, started](std::exception_ptr error, Result result) {
      end(key, *started, error, std::move(result));
    };
    boost::asio::co_spawn(executor_, start(), std::move(ended));
    return started;
  }

  awaitable<void> wait(std::shared_ptr<Call> shared) {
    auto start = [this, shared](auto handler) {
      auto resume = resumption(std::move(handler));
      if (!waits(*shared, resume)) resume();
    };
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        start, boost::asio::use_awaitable);
  }

  /// False when the call has ended already.
  bool waits(Call& shared, const std::function<void()>& resume) {
    const std::lock_guard lock(mutex_);
    if (!shared.has_ended) shared.waiting.push_back(resume);
    return !shared.has_ended;
  }

  void end(const Key& key, Call& ended, std::exception_ptr error, Result result) {
    std::vector<std::function<void()>> waiting;
    {
      const std::lock_guard lock(mutex_);
      calls_.erase(key);
      ended.error = error;
      ended.result = std::move(result);
      ended.has_ended = true;
      waiting.swap(ended.waiting);
    }
    for (auto& resume : waiting) resume();
  }

  const Executor executor_;
  std::mutex mutex_;  // guards calls_ and what they point at
  std::map<Key, std::shared_ptr<Call>> calls_;
};

}  // namespace patchbay
