#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/model/protocol_model.hpp"
#include "tests/model/walk/code_host.hpp"
#include "tests/support/fake_clock.hpp"

namespace patchbay::model {

/// Walks the program's own code along a way through the model: takes each step of the model with
/// real hosts over one store, and compares what they do next, and what is stored, with the model.
class CodeWalk {
 public:
  explicit CodeWalk(const Scenario& scenario);
  ~CodeWalk();
  CodeWalk(const CodeWalk&) = delete;
  CodeWalk& operator=(const CodeWalk&) = delete;

  /// Takes one step from the present world; empty when no step is left.
  /// @param choice  which of the steps that are possible.
  std::optional<StepKind> take(std::uint32_t choice);

  /// The first difference; empty while there is none.
  const std::string& difference() const { return difference_; }
  /// The steps so far, in sentences.
  const std::string& trace() const { return trace_; }
  const World& world() const { return world_; }

 private:
  const Transition& choose(std::uint32_t choice);
  bool canBeTaken(const Transition& transition) const;
  void carryOut(const Transition& transition);
  void carryOutOfHost(const Step& step, const World& after);
  void carryOutOfTime(const Step& step);
  void carryOutOfUser(const Step& step);
  void read(HostIndex host, const World& after);
  void answerCall(HostIndex host);
  void record(HostIndex host, StepKind kind);
  void reread(HostIndex host, StepKind kind);
  void insert(PairIndex pair);
  void restart(HostIndex host);

  void settle(HostIndex host);
  void compareHost(HostIndex host);
  void compareRecord(RecordIndex which);
  void expect(bool holds, const std::string& what);
  std::string expectedOperation(HostIndex host) const;

  std::unique_ptr<CodeHost> makeHost();
  IntegrationAccessToken tokenOf(PairIndex pair) const;
  template <typename Result>
  Result run(awaitable<Result> operation) const;

  Scenario scenario_;
  ProtocolModel model_;
  World world_;
  std::vector<Transition> next_;
  testing::FakeClock clock_;
  testing::FakeClock database_clock_;
  GatedStore store_{database_clock_};
  std::array<std::string, kRecords> grant_ids_;
  std::vector<std::unique_ptr<CodeHost>> hosts_;
  std::vector<std::unique_ptr<CodeHost>> dead_hosts_;
  std::string difference_;
  std::string trace_;
};

}  // namespace patchbay::model
