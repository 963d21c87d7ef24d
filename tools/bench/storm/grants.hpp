#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/bench/storm/backend.hpp"
#include "tools/bench/storm/fleet.hpp"

namespace patchbay::storm {

/// `workspace-17`: each grant has a workspace of its own.
std::string workspaceOf(std::size_t grant);

/// Connects the grants `first` to `first + count - 1` through all hosts, many at a time.
void connectGrants(const Fleet& fleet, Backend& backend, std::size_t first, std::size_t count);

/// A grant that no host can hand out a working token for.
struct LostGrant {
  std::string workspace;
  std::string last_answer;

  bool isReportedAsLostRotation() const {
    return last_answer.find("lost_rotation") != std::string::npos;
  }
};

/// Asks for every grant's token until one comes that the provider accepts; whoever needs longer
/// than `patience`, or must be connected again, is lost.
/// @param host  the URL to go to for the n-th request.
std::vector<LostGrant> findLostGrants(std::function<std::string(std::size_t)> host,
                                      Backend& backend, std::size_t first, std::size_t count,
                                      Seconds patience);
/// The same through all hosts of a fleet.
std::vector<LostGrant> findLostGrants(const Fleet& fleet, Backend& backend, std::size_t first,
                                      std::size_t count, Seconds patience);

}  // namespace patchbay::storm
