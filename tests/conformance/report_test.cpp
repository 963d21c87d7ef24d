#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "tools/conformance/conformance.hpp"

namespace patchbay::conformance {
namespace {

TEST(ConformanceReport, TellsOfEachFailureBelowTheRows) {
  Report report;
  report.integration = "Acme";
  Result result;
  result.id = "a.b";
  result.title = "something happens";
  result.rule = "a rule";
  result.source = "RFC 0000";
  result.verdict = Verdict::failed;
  result.expectation = "one";
  result.observation = "two";
  report.results.push_back(result);
  Result passed;
  passed.id = "c.d";
  passed.title = "something else does";
  report.results.push_back(passed);
  result.id = "e.f";
  result.rule = "another rule";
  report.results.push_back(result);
  EXPECT_EQ(toTable(report),
            "FAILED  a.b  something happens\n"
            "ok      c.d  something else does\n"
            "FAILED  e.f  something happens\n"
            "\n"
            "a.b: something happens\n"
            "    rule:     a rule\n"
            "    source:   RFC 0000\n"
            "    expected: one\n"
            "    observed: two\n"
            "    likewise: e.f  another rule [RFC 0000]\n"
            "\n"
            "Acme: 1 passed, 2 failed, 0 not applicable\n");
  const auto parsed = boost::json::parse(toJson(report)).as_object();
  EXPECT_EQ(parsed.at("failed").as_int64(), 2);
  const auto& row = parsed.at("scenarios").as_array().at(0).as_object();
  EXPECT_EQ(row.at("result").as_string(), "failed");
  EXPECT_EQ(row.at("observation").as_string(), "two");
}

TEST(RecordedAnswers, NameWhatIsWrongWithThem) {
  for (const char* const text :
       {"[]", "{", R"({"tenant":{}})", R"({"answers":[{"status":200}]})",
        R"({"tenants":{"one":{"ids":[1]}}})", R"({"exceptions":{"a":1}})"}) {
    EXPECT_THROW(RecordedAnswers::parse(text, "answers.json"), IntegrationError) << text;
  }
}

}  // namespace
}  // namespace patchbay::conformance
