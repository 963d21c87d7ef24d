#pragma once

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/base/awaitable.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/export.hpp"

namespace patchbay {

/// How long a call of the store is repeated that met trouble with the database. Every call that is
/// repeated must bear it: a failed call may have been carried out, and only its answer got lost.
///
///     StorePatience patience(clock, kPatience);
///     auto take = [&] { return store.takePendingLogin(hash, clock.now()); };
///     auto login = co_await patience.outlast(std::move(take));
class PATCHBAY_EXPORT StorePatience {
 public:
  using Tell = std::function<void(const IntegrationError&)>;

  static constexpr Milliseconds kForEver = Milliseconds::max();

  /// @param tell  is told the first failure, when it happens.
  StorePatience(const Clock& clock, Milliseconds most, Tell tell = nullptr)
      : clock_(clock), left_(most), tell_(std::move(tell)) {}

  /// The call's answer, after as many calls as it takes. The patience of several goes together.
  ///
  /// @param call  a plain function that returns an awaitable, a new one each time; what it refers
  ///              to, and this object, stay until the answer is there.
  /// @throws IntegrationError what is no trouble with the database, and everything once the
  ///         patience is over.
  template <typename Call>
  std::invoke_result_t<Call&> outlast(Call call) {
    std::optional<typename std::invoke_result_t<Call&>::value_type> answer;
    while (!answer) {
      try {
        auto received = co_await call();
        answer.emplace(std::move(received));
      } catch (const IntegrationError& error) {
        endure(error);
      }
      if (!answer) co_await pause();
    }
    co_return std::move(*answer);
  }

  /// Whether a call failed before, so that it is not known whether it was carried out.
  bool isInDoubt() const { return is_in_doubt_; }

 private:
  /// Rethrows what is not to be endured; to be called in the handler.
  void endure(const IntegrationError& error);
  /// 100 ms at first, doubling to 2 s.
  awaitable<void> pause();

  const Clock& clock_;
  Milliseconds left_;
  Tell tell_;
  Milliseconds next_{100};
  bool is_in_doubt_ = false;
};

}  // namespace patchbay
