#pragma once

#include <sys/stat.h>

#include <filesystem>

namespace patchbay::store {

/// Creates an empty database file that only its owner can read, unless there is one. The files that
/// SQLite puts beside it (`-wal`, `-shm`) get the same mode.
/// @throws IntegrationError `storage_unavailable` naming file, cause and cure.
void createSqliteFile(const std::filesystem::path& file);

/// Which file a path names: a file that was replaced is another one.
class SqliteFileIdentity {
 public:
  /// Looks at a file that must exist, be writable and, from here on, closed to other users.
  /// @throws IntegrationError `storage_unavailable` naming file, cause and cure.
  explicit SqliteFileIdentity(std::filesystem::path file);

  bool stillHolds() const;

 private:
  std::filesystem::path file_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace patchbay::store
