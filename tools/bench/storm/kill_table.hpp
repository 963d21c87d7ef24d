#pragma once

#include <string>
#include <vector>

#include "tools/bench/storm/database.hpp"
#include "tools/bench/storm/kill_round.hpp"

namespace patchbay::storm {

/// One point on one database under one rule of rotation.
struct KillRow {
  DatabaseKind database = DatabaseKind::sqlite;
  std::string rotation;
  std::string point;
  KillResults results;
};

/// Adds a finished row to a file, so that a run can go on where another one ended.
void writeKillRow(const std::string& file, const KillRow& row);

/// Fills in the rows that the file has with at least so many kills.
void readKillRows(const std::string& file, unsigned times, std::vector<KillRow>& rows);

/// All rows and their sums. @returns whether everything held.
bool printKillRows(const std::vector<KillRow>& rows);

}  // namespace patchbay::storm
