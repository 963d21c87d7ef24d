#include "core/base/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>

namespace patchbay {

Clock::~Clock() = default;

TimePoint SystemClock::now() const {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

awaitable<void> SystemClock::wait(Milliseconds pause) const {
  auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, pause);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

std::string toRfc3339(TimePoint time) {
  const auto seconds = std::chrono::floor<Seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  char text[32];
  const int length = std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text, static_cast<std::size_t>(length)};
}

}  // namespace patchbay
