#include "tools/generator/facts/discovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.hpp"
#include "tools/generator/refused.hpp"

namespace patchbay::generator {
namespace {

using ::testing::HasSubstr;

std::string refusalOf(const std::string& place) {
  try {
    fetchDiscoveryDocument(place);
  } catch (const Refused& refused) {
    return refused.what();
  }
  return "";
}

class SavedDocument : public ::testing::Test {
 protected:
  std::string save(const std::string& text) {
    const auto path = folder.path() / "document.json";
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  const testing::TemporaryFolder folder;
};

TEST_F(SavedDocument, IsTakenWhosesoeverItIs) {
  const std::string text = R"({"issuer":"https://a.test","authorization_endpoint":)"
                           R"("https://a.test/a","token_endpoint":"https://a.test/t"})";
  EXPECT_EQ(fetchDiscoveryDocument(save(text)), text);
}

TEST_F(SavedDocument, IsRefusedWhenItCannotBeUsed) {
  const std::string rest =
      R"("authorization_endpoint":"https://a.test/a","token_endpoint":"https://a.test/t")";
  for (const std::string& text :
       {std::string("not json"), std::string("[]"), std::string("{}"), "{" + rest + "}",
        R"({"issuer":"http://a.test",)" + rest + "}",
        R"({"issuer":"https://a.test/\n",)" + rest + "}",
        R"({"issuer":"https://a.test","authorization_endpoint":"javascript:x",)"
        R"("token_endpoint":"https://a.test/t"})" +
            std::string(),
        R"({"issuer":"https://a.test","issuer":"https://b.test",)" + rest + "}"}) {
    EXPECT_THAT(refusalOf(save(text)), HasSubstr("no discovery document that can be used")) << text;
  }
  EXPECT_THAT(refusalOf(save("")), HasSubstr("cannot be read"));
  EXPECT_THAT(refusalOf(save(std::string(2 * 1024 * 1024, ' '))), HasSubstr("larger than 1 MB"));
  EXPECT_THAT(refusalOf(folder.path().string()), HasSubstr("cannot be read"));
  EXPECT_THAT(refusalOf((folder.path() / "absent").string()), HasSubstr("cannot be read"));
}

TEST(DiscoveryUrl, IsRefusedWhenNobodyAnswers) {
  EXPECT_THAT(refusalOf("http://127.0.0.1:1/.well-known/openid-configuration"),
              HasSubstr("cannot be fetched"));
}

}  // namespace
}  // namespace patchbay::generator
