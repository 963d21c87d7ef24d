#pragma once

#include <string>
#include <vector>

#include "core/store/sql_integration_store.hpp"
#include "core/store/sql_session.hpp"

namespace patchbay::store {

/// One step of the schema. Released steps are never edited: a change is a new step.
struct Migration {
  int version;
  std::string title;
  /// One statement each: SQLite would run only the first. `{counting_key}` and `{clock}` stand for
  /// the database's own words (`SqlPart`).
  std::vector<std::string> statements;

  /// SHA-256 over title and statements, hex.
  std::string checksum() const;
};

/// All steps, in order, versions 1, 2, 3, ...
const std::vector<Migration>& migrations();

/// Which steps a database has.
/// @throws IntegrationError `settings_invalid` when one of them is not ours, or was changed.
std::vector<MigrationState> readMigrationStates(SqlSession& session);

/// @throws IntegrationError `settings_invalid` when a step is missing or as above.
void requireCurrentSchema(SqlSession& session);

}  // namespace patchbay::store
