#include "tools/sandbox/common/fault_plan.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "core/base/error.hpp"

namespace patchbay::sandbox {
namespace {

Fault parsed(const char* document) { return parseFault(boost::json::parse(document).as_object()); }

std::string refusalOf(const char* document) {
  try {
    parsed(document);
  } catch (const IntegrationError& error) {
    return error.publicText();
  }
  return "accepted";
}

TEST(FaultPlan, HitsOnlyItsEndpoint) {
  const Fault token = parsed(R"({"kind":"reset","endpoint":"POST /oauth/token"})");
  EXPECT_TRUE(token.fits("POST", "/oauth/token"));
  EXPECT_FALSE(token.fits("GET", "/oauth/token"));
  EXPECT_FALSE(token.fits("POST", "/oauth/token/x"));
  const Fault api = parsed(R"({"kind":"reset","endpoint":"/v1/*"})");
  EXPECT_TRUE(api.fits("GET", "/v1/token_info"));
  EXPECT_FALSE(api.fits("GET", "/v1"));
  EXPECT_TRUE(parsed(R"({"kind":"reset"})").fits("GET", "/anything"));
}

TEST(FaultPlan, HitsAsOftenAsItsCountSays) {
  FaultPlan plan;
  plan.add(parsed(R"({"kind":"drop","count":2})"));
  EXPECT_TRUE(plan.take("GET", "/"));
  EXPECT_TRUE(plan.take("GET", "/"));
  EXPECT_FALSE(plan.take("GET", "/"));
}

TEST(FaultPlan, HitsForEverWithoutACount) {
  FaultPlan plan;
  plan.add(parsed(R"({"kind":"drop"})"));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(plan.take("GET", "/"));
}

TEST(FaultPlan, TakesTheOldestThatFits) {
  FaultPlan plan;
  plan.add(parsed(R"({"kind":"reset","endpoint":"/other"})"));
  plan.add(parsed(R"({"kind":"drop","count":1})"));
  plan.add(parsed(R"({"kind":"slow"})"));
  EXPECT_EQ(plan.take("GET", "/")->kind, FaultKind::drop);
  EXPECT_EQ(plan.take("GET", "/")->kind, FaultKind::slow);
}

TEST(FaultPlan, GoesThroughItsDelaysInTurn) {
  FaultPlan plan;
  plan.add(parsed(R"({"kind":"slow","delays_ms":[0,3000]})"));
  for (const int expected : {0, 3000, 0}) {
    EXPECT_EQ(plan.take("GET", "/")->delay, Milliseconds(expected));
  }
}

TEST(FaultPlan, CarriesOutWhatOnlyTheAnswerLoses) {
  for (const char* kind : {"slow", "hold", "drop", "truncate"}) {
    EXPECT_TRUE(parseFault({{"kind", kind}}).carry_out) << kind;
  }
  for (const char* kind : {"status", "nonsense", "not_http", "reset"}) {
    EXPECT_FALSE(parseFault({{"kind", kind}}).carry_out) << kind;
  }
  EXPECT_TRUE(parsed(R"({"kind":"reset","carry_out":true})").carry_out);
}

TEST(FaultPlan, RefusesWhatItDoesNotKnowByName) {
  EXPECT_EQ(refusalOf(R"({"kind":"explode"})"),
            "The fault's `kind` must be slow, hold, status, nonsense, not_http, reset, drop or "
            "truncate.");
  EXPECT_EQ(refusalOf(R"({"kind":"drop","cuont":1})"),
            "The fault's `cuont` must be left out: there is no such member.");
  EXPECT_EQ(refusalOf(R"({"kind":"status","status":"500"})"),
            "The fault's `status` must be a whole number, 0 or more.");
  EXPECT_EQ(refusalOf(R"({"kind":"status","status":99})"),
            "The fault's `status` must be between 200 and 599.");
}

}  // namespace
}  // namespace patchbay::sandbox
