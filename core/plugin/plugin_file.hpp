#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace patchbay {

/// A file that decides what code runs here: opened once, checked, and read whole. What was checked
/// is what `bytes` holds, whatever happens to the file afterwards.
class TrustedFile {
 public:
  /// Opens `path`: a regular file, no symlink, owned by root or us, writable by no others, and so
  /// is every folder above it (a sticky folder such as /tmp is no danger: others cannot rename in
  /// it).
  /// @throws IntegrationError `plugin_refused`: `<file>: <cause>; <cure>`.
  TrustedFile(const std::filesystem::path& path, std::size_t size_limit);
  ~TrustedFile();
  TrustedFile(const TrustedFile&) = delete;
  TrustedFile& operator=(const TrustedFile&) = delete;

  const std::string& bytes() const { return bytes_; }

 private:
  void check(std::size_t size_limit) const;
  void read();

  std::string name_;
  int descriptor_ = -1;
  std::string bytes_;
};

/// The one way a refusal is worded.
[[noreturn]] void refusePlugin(const std::string& thing, const std::string& cause,
                               const std::string& cure);

}  // namespace patchbay
