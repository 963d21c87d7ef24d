#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <ostream>

#include "tests/flow/flow_client.hpp"
#include "tests/flow/host_inside.hpp"
#include "tests/support/recording_log.hpp"

// Whatever the provider answers to a refresh: the class of the table, one line in the log, and the
// state as designed, from the wire to the backend. Gusto's old pair lives until the new one is
// used, so only an answer that was no answer leaves the doubt that a pair got lost.

namespace patchbay {
namespace {

using testing::Answer;
using testing::FlowClient;
using ::testing::HasSubstr;
using testing::HostFolder;
using testing::HostInside;
using testing::RecordingLog;
using testing::SandboxProcess;
using testing::ShiftedClock;

namespace json = boost::json;

/// One row of the table.
struct Row {
  const char* name;
  json::object (*fault)();  ///< at the token endpoint
  const char* outcome;      ///< in the log
  unsigned status;          ///< that the backend gets
  const char* code;
  const char* later = "";  ///< cause of `requires_reconnect` once the provider says invalid_grant
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

json::object refusal(unsigned status, const char* body) {
  return {{"kind", "status"}, {"status", status}, {"body", body}};
}

const Row kRows[] = {
    {"status_429",
     [] {
       auto fault = refusal(429, "");
       fault["retry_after"] = "30";
       return fault;
     },
     "temporary", 503, "temporarily_unavailable", "revoked"},
    {"status_503", [] { return refusal(503, "busy"); }, "temporary", 503, "temporarily_unavailable",
     "revoked"},
    {"status_503_of_a_gateway",
     [] {
       auto fault = refusal(503, "no answer from upstream");
       fault["carry_out"] = true;
       return fault;
     },
     "temporary", 503, "temporarily_unavailable", "revoked"},
    {"slow_down", [] { return refusal(429, R"({"error":"slow_down"})"); }, "temporary", 503,
     "temporarily_unavailable", "revoked"},
    {"invalid_client", [] { return refusal(401, R"({"error":"invalid_client"})"); },
     "operator_fault", 502, "invalid_client", "revoked"},
    {"invalid_grant", [] { return refusal(400, R"({"error":"invalid_grant"})"); }, "permanent", 424,
     "requires_reconnect"},
    {"garbage",
     [] {
       return json::object{{"kind", "nonsense"}};
     },
     "ambiguous", 502, "malformed_answer", "lost_rotation"},
    {"no_http",
     [] {
       return json::object{{"kind", "not_http"}};
     },
     "ambiguous", 502, "ambiguous_answer", "lost_rotation"},
    {"nothing",
     [] {
       return json::object{{"kind", "drop"}};
     },
     "ambiguous", 502, "ambiguous_answer", "lost_rotation"},
};

class ProviderAnswers : public ::testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    client.connect("shop", SandboxProcess::kCompany);
    letTheTokenRunOut();
    answerNext(GetParam().fault());
  }

  void letTheTokenRunOut() {
    clock.advance(Seconds(7200));
    sandbox.control().advanceClock(7200);
  }
  void answerNext(json::object fault) {
    fault["endpoint"] = "POST /oauth/token";
    fault["count"] = 1;
    sandbox.control().addFault(fault);
  }
  std::string reconnectCause() {
    const Answer state = client.state("shop");
    for (const json::value& each : state.json.as_array()) {
      const bool is_dead = each.at("name") == "gusto" && each.at("requires_reconnect").as_bool();
      if (is_dead) return std::string(each.at("reconnect_cause").as_string());
    }
    return "";
  }

  SandboxProcess sandbox;
  HostFolder folder{sandbox};
  ShiftedClock clock;
  RecordingLog log;
  HostInside host{folder, clock, &log};
  FlowClient client{host.port(), folder.apiKey()};
};

TEST_P(ProviderAnswers, AreSortedLoggedOnceAndKeptInMind) {
  const Row& row = GetParam();
  const Answer refused = client.token("shop");
  EXPECT_EQ(refused.status, row.status) << refused.json;
  EXPECT_EQ(refused.text("code"), row.code) << refused.json;
  EXPECT_NE(client.token("shop").status, 200u);
  EXPECT_EQ(log.count("token_refresh_failed"), 1) << "the second request made no attempt";
  EXPECT_THAT(log.text(), HasSubstr(std::string(R"("outcome":")") + row.outcome + '"'));
  const bool is_dead = std::string(row.later).empty();
  EXPECT_EQ(reconnectCause(), is_dead ? "revoked" : "");
  if (is_dead) return;

  clock.advance(Seconds(3600));
  answerNext(refusal(400, R"({"error":"invalid_grant"})"));
  EXPECT_EQ(client.token("shop").status, 424u);
  EXPECT_EQ(reconnectCause(), row.later);
}

INSTANTIATE_TEST_SUITE_P(Table, ProviderAnswers, ::testing::ValuesIn(kRows),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace patchbay
