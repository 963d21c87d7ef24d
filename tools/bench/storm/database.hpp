#pragma once

#include <string>
#include <string_view>

namespace patchbay::storm {

enum class DatabaseKind { sqlite, postgresql };

constexpr std::string_view nameOf(DatabaseKind kind) {
  return kind == DatabaseKind::sqlite ? "sqlite" : "postgresql";
}

/// Where a fleet keeps its grants.
class Database {
 public:
  explicit Database(DatabaseKind) {}

  /// What hosts are given as `PATCHBAY_DATABASE_URL`; empty means SQLite in the data folder.
  const std::string& url() const { return url_; }

 private:
  std::string url_;
};

}  // namespace patchbay::storm
