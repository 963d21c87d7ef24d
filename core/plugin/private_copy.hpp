#pragma once

#include <string>
#include <string_view>

namespace patchbay {

/// A file in memory, without a name in any folder, that nobody can change any more.
class PrivateCopy {
 public:
  /// @param name  what debuggers and `/proc/<pid>/maps` show.
  /// @throws IntegrationError `plugin_refused` when the system gives none.
  PrivateCopy(const std::string& name, std::string_view bytes);
  ~PrivateCopy();
  PrivateCopy(const PrivateCopy&) = delete;
  PrivateCopy& operator=(const PrivateCopy&) = delete;

  int descriptor() const { return descriptor_; }

  /// Leaves the descriptor open until the process ends.
  void keepOpen() { descriptor_ = -1; }

 private:
  int descriptor_ = -1;
};

}  // namespace patchbay
