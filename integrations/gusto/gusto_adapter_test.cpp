#include "gusto_adapter.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "core/base/error.hpp"
#include "tests/support/testdata.hpp"

namespace patchbay {
namespace {

TEST(GustoEmployees, CarryGustosIdsAndTheTitleOfThePrimaryJob) {
  const auto answer = testing::readText(std::string(PATCHBAY_TESTDATA) + "/employees.json");
  EXPECT_EQ(boost::json::serialize(toEmployees(boost::json::parse(answer))),
            R"([{"id":"0d6a4b1e-92f7-4c3b-8e55-7f10a2c9d301","name":"Ines Okafor",)"
            R"("title":"Dispatcher","department":"Operations"},)"
            R"({"id":"7b1f9c20-55de-4a0b-8f6e-2c4d8e9a1b02","name":"Tom Abara",)"
            R"("title":"","department":""}])");
}

TEST(GustoEmployees, AreRefusedWhenTheAnswerIsNoList) {
  EXPECT_THROW(toEmployees(boost::json::parse(R"({"errors":[]})")), IntegrationError);
}

}  // namespace
}  // namespace patchbay
