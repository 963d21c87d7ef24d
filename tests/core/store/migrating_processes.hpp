#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <vector>

#include "core/store/sql_integration_store.hpp"

namespace patchbay::testing {

/// Another process that migrates and ends.
inline pid_t startMigration(const DatabaseLocation& location) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  try {
    migrateDatabase(location);
    ::_exit(0);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    ::_exit(1);
  }
}

/// Four processes at once: all succeed, and everything is there afterwards.
inline void expectFourMayMigrateAtOnce(const DatabaseLocation& location) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) children.push_back(startMigration(location));
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_TRUE(listMigrations(location).back().applied);
}

}  // namespace patchbay::testing
