#pragma once

#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.hpp"
#include "core/base/secret.hpp"
#include "core/crypto/key_ring.hpp"

namespace patchbay::testing {

/// Remembers what was logged.
class RecordingLog final : public Log {
 public:
  void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
    const std::lock_guard lock(mutex_);
    text_ += std::string(event);
    for (const LogField& field : fields) text_ += " " + std::string(field.text());
    text_ += "\n";
  }
  void writeLines(std::string_view) override {}

  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

inline crypto::KeyRing makeRing(std::vector<std::string> ids = {"k1"}) {
  std::vector<crypto::KeyRing::Key> keys;
  for (const std::string& id : ids) keys.push_back({id, Secret(std::string(32, id.back()))});
  return crypto::KeyRing(std::move(keys));
}

}  // namespace patchbay::testing
