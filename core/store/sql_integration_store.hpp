#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/export.hpp"
#include "core/base/log.hpp"
#include "core/base/secret.hpp"
#include "core/crypto/key_ring.hpp"
#include "core/store/integration_store.hpp"

namespace patchbay {

/// Where the database is: a SQLite file, or a PostgreSQL server when `postgres_url` is given.
struct DatabaseLocation {
  /// `migrateDatabase` creates it, mode 0600, when absent; its folder must exist.
  std::filesystem::path sqlite_file;
  /// How long a call waits for another program that has the database locked.
  Milliseconds busy_timeout{5000};

  /// How long a call may take, from waiting in the queue to the answer.
  Milliseconds longest_call{10'000};

  /// `postgresql://user:password@host:port/database`, as libpq reads it. The database must exist.
  Secret postgres_url;
  /// How many connections a store opens to PostgreSQL at most; half of them write.
  int postgres_connections = 8;

  bool isPostgres() const { return !postgres_url.empty(); }
};

/// The file, or the PostgreSQL database with its host; never a password.
/// @throws IntegrationError `settings_invalid` when the URL is none: cause and cure.
PATCHBAY_EXPORT std::string describeDatabase(const DatabaseLocation& location);

/// One step of the schema's history.
struct MigrationState {
  int version;
  std::string title;
  bool applied;
};

/// Brings the schema up to date: applies what is missing, in order, each in its own transaction.
/// @returns all steps, with `applied` true for those that were already there before.
/// @throws IntegrationError `settings_invalid` when an applied step's checksum differs from ours or
///         the database is newer than this program, `storage_unavailable` when it cannot be opened.
PATCHBAY_EXPORT std::vector<MigrationState> migrateDatabase(const DatabaseLocation& location);

/// The same list without changing anything.
PATCHBAY_EXPORT std::vector<MigrationState> listMigrations(const DatabaseLocation& location);

/// Ends all leases, whoever took them, so that a host which died during a refresh holds up nobody
/// when it starts again. What they were taken for counts as an attempt with unknown outcome. Only
/// for a host that is the only one on its database, before it serves.
/// @returns how many there were.
/// @throws IntegrationError `storage_unavailable` when the database cannot be used.
PATCHBAY_EXPORT std::int64_t endAllLeases(const DatabaseLocation& location);

/// The store over SOCI, with threads of its own.
/// @throws IntegrationError `settings_invalid` when the schema is not up to date (cure: `patchbay
///         migrate`), `storage_unavailable` when the database cannot be opened.
PATCHBAY_EXPORT std::unique_ptr<IntegrationStore> openSqlStore(const DatabaseLocation& location,
                                                               crypto::KeyRing keys, Log& log);

}  // namespace patchbay
