#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "tools/bench/storm/callers.hpp"
#include "tools/bench/storm/grants.hpp"

namespace patchbay::storm {

/// What the sandbox's ledger says.
struct LedgerFigures {
  std::int64_t refreshes = 0;   ///< token calls with a refresh token
  std::int64_t duplicates = 0;  ///< a refresh token again, after its answer had reached a host
  std::int64_t retries = 0;     ///< a refresh token again, after no answer had
  std::int64_t overlaps = 0;    ///< two calls with one refresh token under way at once
  std::int64_t dead_uses = 0;   ///< tokens that were dead already when presented or handed out
  std::int64_t died_in_hand = 0;
};

/// Waits until no token call is under way, then reads the ledger.
LedgerFigures readLedger(const testing::SandboxControl& sandbox);

/// A table of figures; some have a value that they must have.
class Verdict {
 public:
  void tell(const std::string& what, const std::string& value);
  void tellRatio(const std::string& what, double value);
  void judge(const std::string& what, const std::string& value, bool holds);
  void require(const std::string& what, std::int64_t value, std::int64_t most);
  void requireRatio(const std::string& what, double value, double most);
  void add(const LedgerFigures& ledger);
  void add(const CallerFigures& callers);
  /// @param grants  how many there are.
  void add(const std::vector<LostGrant>& lost, std::size_t grants);

  /// Prints it. @returns whether every required value holds.
  bool print(const std::string& title) const;

 private:
  struct Line {
    std::string what;
    std::string value;
    std::string wanted;  ///< empty: anything
    bool holds = true;
  };
  std::vector<Line> lines_;
};

}  // namespace patchbay::storm
