#include "core/api/api_settings.hpp"

#include <charconv>
#include <string>

#include "core/base/error.hpp"
#include "core/base/letter_case.hpp"

namespace patchbay {
namespace {

constexpr std::int64_t kMostMilliseconds = 60 * 60 * 1000;
constexpr double kMostExponent = 10;

void readDuration(const Settings& settings, const std::string& name, Milliseconds& value) {
  value = Milliseconds(settings.getInteger(name, value.count(), 0, kMostMilliseconds));
}

void readExponent(const Settings& settings, const std::string& name, double& value) {
  const auto text = settings.find(name);
  if (!text) return;
  double exponent = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, exponent);
  const bool is_good =
      error == std::errc() && stop == end && exponent >= 1 && exponent <= kMostExponent;
  if (!is_good) {
    throw IntegrationError(ErrorCode::settings_invalid,
                           name + " must be a number from 1 to 10, such as 1.5");
  }
  value = exponent;
}

}  // namespace

void readApiSettings(const Settings& settings, OAuthApp& app) {
  const std::string name = upperCase(app.name);
  const std::string retry = name + "_RETRY_";
  readDuration(settings, retry + "INITIAL_INTERVAL_MS", app.api_retry.initial_interval);
  readDuration(settings, retry + "MAX_INTERVAL_MS", app.api_retry.max_interval);
  readExponent(settings, retry + "EXPONENT", app.api_retry.exponent);
  readDuration(settings, retry + "MAX_ELAPSED_MS", app.api_retry.max_elapsed);
  app.api_retry.connection_errors =
      settings.getFlag(retry + "CONNECTION_ERRORS", app.api_retry.connection_errors);
  readDuration(settings, name + "_RATE_LIMIT_WAIT_MS", app.api_limit_wait);
  for (const ApiRateLimit& limit : app.api_rate_limits) {
    if (limit.calls > 0 && limit.window > Seconds(0)) continue;
    throw IntegrationError(ErrorCode::settings_invalid,
                           app.name + ": an API limit allows no call; correct registerOAuthApp");
  }
}

}  // namespace patchbay
