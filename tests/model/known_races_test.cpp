#include "tests/model/counterexample.hpp"
#include "tests/model/scenarios.hpp"

// Ways that the protocol does not close, which the search otherwise leaves out. README.md says how
// narrow they are. Should one be closed, its test fails, and the search can take it in.

namespace patchbay::model {
namespace {

// The callback cannot tell "never written" from "written, and disconnected since".
TEST(KnownRace, ARepeatedInsertBringsBackAGrantThatWasDisconnectedMeanwhile) {
  expectCounterexample(Mutation::insert_is_repeated_after_a_disconnect,
                       Property::one_call_per_lease, kNone, {1, 0, 1, 1});
}

// The hand-over to the older record does not wait for a refresh of the new one.
TEST(KnownRace, ARefreshOfAGrantThatIsBeingConnectedRevokesWhatTheOlderRecordTookOver) {
  expectCounterexample(Mutation::grant_without_tenant_is_refreshed, Property::newer_grant_survives,
                       kNone, {0, 1, 1, 0});
}

}  // namespace
}  // namespace patchbay::model
