#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/export.hpp"
#include "core/base/secret.hpp"

namespace patchbay::crypto {

/// The keys that seal what is stored: one writes, all read. Constant; safe from any thread.
class PATCHBAY_EXPORT KeyRing {
 public:
  struct Key {
    std::string id;  ///< `[a-z0-9-]{1,32}`, stands in clear in front of every sealed text
    Secret bytes;    ///< exactly 32 bytes
  };

  /// Reads a key file: lines `<key id>:<base64 of 32 bytes>`, the first one writes; blank lines and
  /// lines that begin with `#` are skipped. The errors name `source`, line and cure, never a key.
  /// @throws IntegrationError `settings_invalid` for no key, a malformed line, a key of another
  ///         length, a doubled id.
  static KeyRing parse(std::string_view text, std::string_view source);

  /// Makes a key file with one new key, mode 0600, and never overwrites one.
  /// @throws IntegrationError `settings_invalid` when the file exists or cannot be written.
  static void createFile(const std::filesystem::path& file);

  explicit KeyRing(std::vector<Key> keys);

  const Key& writer() const { return keys_.front(); }
  /// Null when the ring has no such key.
  const Key* find(std::string_view id) const;
  const std::vector<Key>& keys() const { return keys_; }

 private:
  std::vector<Key> keys_;
};

}  // namespace patchbay::crypto
