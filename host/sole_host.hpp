#pragma once

#include "host/host_settings.hpp"

namespace patchbay::host {

/// The right to serve a SQLite database: one host at a time has it, until its process ends, however
/// it ends. Whoever gets it knows that every lease in the database is a dead host's, and ends them,
/// so that a refresh which a crash cut off is repeated at once.
class SoleHost {
 public:
  /// The database must exist and be up to date.
  /// @throws StartError `database` when another host serves it, naming the cure.
  explicit SoleHost(const HostSettings& host);
  ~SoleHost();
  SoleHost(const SoleHost&) = delete;
  SoleHost& operator=(const SoleHost&) = delete;

 private:
  int lock_ = -1;
};

}  // namespace patchbay::host
