#include "tools/bench/storm/database.hpp"

namespace patchbay::storm {

Database::Database(DatabaseKind kind, bool with_standby) {
  if (kind == DatabaseKind::sqlite) return;
  server_ =
      std::make_unique<testing::PostgresServer>(std::vector<std::string>{"max_connections=200"});
  if (with_standby) standby_ = server_->startStandby(true);
}

std::string Database::url() const {
  if (!server_) return schema_url_;
  return standby_ ? server_->urlOfBoth(*standby_) : server_->url();
}

}  // namespace patchbay::storm
