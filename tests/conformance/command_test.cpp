#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "tests/host/program.hpp"

namespace patchbay::testing {
namespace {

class IntegrationsTest : public Program {
 protected:
  int test(std::vector<std::string> more) {
    std::vector<std::string> arguments{"integrations", "test", "XxXxX"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runToEnd(arguments);
  }
  int testTemplate(std::vector<std::string> more) {
    more.insert(more.begin(), {"--plugin", TEMPLATE_PLUGIN});
    return test(std::move(more));
  }
};

TEST_F(IntegrationsTest, NamesWhatTheRegistryDoesNotList) {
  EXPECT_EQ(test({}), 2);
  EXPECT_NE(errors().find("XxXxX: is not in"), std::string::npos);
  EXPECT_NE(errors().find("--plugin"), std::string::npos);
}

TEST_F(IntegrationsTest, PrintsALineAScenarioAndASum) {
  EXPECT_EQ(testTemplate({"--only", "refresh.pair", "--only", "facts.offline"}), 0);
  EXPECT_NE(output.find("ok      refresh.pair "), std::string::npos);
  EXPECT_NE(output.find("XxXxX: 2 passed, 0 failed, 0 not applicable\n"), std::string::npos);
}

TEST_F(IntegrationsTest, WritesJsonForMachines) {
  EXPECT_EQ(testTemplate({"--only", "refresh.pair", "--json"}), 0);
  EXPECT_EQ(boost::json::parse(output).at("passed").as_int64(), 1);
}

TEST_F(IntegrationsTest, SaysWhichSettingDoesNotSuit) {
  write("wrong.env", "XXXXX_API_BASE_URL=ftp://nowhere\n");
  EXPECT_EQ(testTemplate({"--env-file", (folder_ / "wrong.env").string()}), 3);
  EXPECT_NE(errors().find("XXXXX_API_BASE_URL"), std::string::npos);
}

TEST_F(IntegrationsTest, SaysWhatIsWrongWithRecordedAnswers) {
  write("answers.json", R"({"tenant":{}})");
  EXPECT_EQ(testTemplate({"--answers", (folder_ / "answers.json").string()}), 3);
  EXPECT_NE(errors().find("there is no member tenant"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::testing
