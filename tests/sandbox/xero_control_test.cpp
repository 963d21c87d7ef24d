#include <gtest/gtest.h>

#include "tests/sandbox/xero_fixture.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;

/// The address of an endpoint of the sandbox itself, in the place of a receiver of events.
class XeroWebhook : public XeroTest {
 protected:
  std::string receiver(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(sandbox_.port()) + path;
  }
};

using XeroControl = XeroTest;

TEST_F(XeroControl, ListsPostingsThatAddUpToNothing) {
  for (const char* tenant : {kRoaster, kStudio}) {
    const json::object books = look("postings?tenant=" + std::string(tenant));
    std::int64_t sum = 0;
    for (const json::value& posting : books.at("postings").as_array()) {
      sum += posting.at("cents").to_number<std::int64_t>();
    }
    EXPECT_EQ(sum, 0);
    EXPECT_GT(books.at("postings").as_array().size(), 24u * 4);
  }
}

TEST_F(XeroControl, RefusesAnUnknownOrganisationOrSetting) {
  EXPECT_EQ(get("/sandbox/xero/postings?tenant=nobody").status, 400u);
  EXPECT_EQ(send(testing::postJson("/sandbox/xero/settings", {{"zero_cells", "none"}})).status,
            400u);
  EXPECT_EQ(send(testing::postJson("/sandbox/xero/settings", {{"no_such", 1}})).status, 400u);
}

TEST_F(XeroWebhook, ToldWhoeverAnswersWithWhatStatus) {
  const json::object sent =
      steer("events", {{"url", receiver("/sandbox/nothing-here")}, {"tenant", kRoaster}});
  EXPECT_EQ(sent.at("status"), 404);
  EXPECT_EQ(steer("events", {{"url", "http://127.0.0.1:1/"}}).at("status"), 0);
}

TEST_F(XeroWebhook, IsNotTurnedOnByAReceiverThatTakesEverything) {
  const json::object answer = steer("intent-to-receive", {{"url", receiver("/sandbox/release")}});
  EXPECT_EQ(answer.at("passed"), false);
  ASSERT_EQ(answer.at("deliveries").as_array().size(), 4u);
  EXPECT_EQ(answer.at("deliveries").at(1), (json::object{{"signed", false}, {"status", 200}}));
}

}  // namespace
}  // namespace patchbay::sandbox
