#include "core/base/fault_point.hpp"

#include "tests/core/integration/acme_integration.hpp"

#ifdef PATCHBAY_FAULT_POINTS

namespace patchbay {
namespace {

/// Acme, with every point armed but struck by nothing, so that passings are counted.
class FaultPointsOfTheFlow : public testing::AcmeTest {
 protected:
  FaultPointsOfTheFlow() {
    for (const FaultPointFacts& facts : kFaultPoints) {
      armFaultPoints(std::string(facts.name) + "=error@1000");
    }
  }
  ~FaultPointsOfTheFlow() override { disarmFaultPoints(); }

  /// The points that were passed, in their order. What was sent is known to the real client only.
  static std::vector<std::string> passed(std::string_view prefix) {
    std::vector<std::string> names;
    for (std::size_t index = 0; index < kFaultPoints.size(); ++index) {
      const std::string_view name = kFaultPoints[index].name;
      if (!name.starts_with(prefix) || name.ends_with("after_send")) continue;
      if (passesOf(static_cast<FaultPoint>(index)) == 1) names.emplace_back(name);
    }
    return names;
  }
  static std::size_t all(std::string_view prefix) {
    std::size_t count = 0;
    for (const FaultPointFacts& facts : kFaultPoints) {
      count += facts.name.starts_with(prefix) && !facts.name.ends_with("after_send");
    }
    return count;
  }
};

TEST_F(FaultPointsOfTheFlow, AConnectPassesAllOfItsOwnOnce) {
  ASSERT_TRUE(connect().access);
  EXPECT_EQ(passed("connect.").size(), all("connect."));
  EXPECT_TRUE(passed("refresh.").empty());
}

TEST_F(FaultPointsOfTheFlow, ARefreshPassesAllOfItsOwnOnce) {
  ASSERT_TRUE(connect().access);
  host.clock.advance(Seconds(7200));
  answerPair("2");
  EXPECT_EQ(accessToken(), "access-2");
  EXPECT_EQ(accessToken(), "access-2") << "from memory, past no point";
  EXPECT_EQ(passed("refresh.").size(), all("refresh."));
}

TEST_F(FaultPointsOfTheFlow, ADisconnectPassesAllOfItsOwnOnce) {
  ASSERT_TRUE(connect().access);
  host.http.answer(200, "");
  host.run(acme.disconnect("shop"));
  EXPECT_EQ(passed("disconnect.").size(), all("disconnect."));
}

TEST_F(FaultPointsOfTheFlow, RequestsSayWhatTheyAreFor) {
  ASSERT_TRUE(connect().access);
  host.clock.advance(Seconds(7200));
  answerPair("2");
  accessToken();
  host.http.answer(200, "");
  host.run(acme.disconnect("shop"));
  std::vector<http::RequestPurpose> purposes;
  for (const auto& request : host.http.requests()) purposes.push_back(request.purpose);
  EXPECT_EQ(purposes,
            (std::vector{http::RequestPurpose::connect, http::RequestPurpose::api,
                         http::RequestPurpose::refresh, http::RequestPurpose::disconnect}));
}

}  // namespace
}  // namespace patchbay

#endif
