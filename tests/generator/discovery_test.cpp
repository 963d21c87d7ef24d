#include "tools/generator/facts/discovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <utility>

#include "tests/support/temporary_folder.hpp"
#include "tests/support/tls_server.hpp"
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
  EXPECT_THAT(refusalOf((folder.path() / "absent").string()), HasSubstr("cannot be read"));
}

TEST_F(SavedDocument, IsRefusedWhenItMightNeverEnd) {
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& place : {pipe, folder.path(), std::filesystem::path("/dev/zero")}) {
    EXPECT_THAT(refusalOf(place.string()), HasSubstr("no regular file; save the document"));
  }
}

/// Answers every request with what `answer` makes of the server's own address.
class Publisher {
 public:
  explicit Publisher(std::function<std::string(const std::string& origin)> answer)
      : server_([this, answer = std::move(answer)](testing::ServerConnection& connection) {
          while (connection.readRequest()) connection.write(answer(server_.url("")));
        }) {}
  std::string url() const { return server_.url("/.well-known/openid-configuration"); }
  std::string received() const { return server_.received().front(); }

 private:
  testing::ScriptedServer server_;
};

std::string documentOf(const std::string& issuer) {
  return R"({"issuer":")" + issuer + R"(","authorization_endpoint":")" + issuer +
         R"(/a","token_endpoint":")" + issuer + R"(/t"})";
}

TEST(DiscoveryUrl, IsTakenWhereTheIssuerPublishesIt) {
  const Publisher publisher(
      [](const std::string& origin) { return testing::okAnswer(documentOf(origin)); });
  EXPECT_THAT(fetchDiscoveryDocument(publisher.url()), HasSubstr("/t\""));
  EXPECT_THAT(publisher.received(), HasSubstr("GET /.well-known/openid-configuration "));
}

// Else one server could pass itself off as another.
TEST(DiscoveryUrl, IsRefusedForTheDocumentOfAnotherIssuer) {
  const Publisher publisher([](const std::string&) {
    return testing::okAnswer(documentOf("https://login.bank.example"));
  });
  EXPECT_THAT(refusalOf(publisher.url()),
              HasSubstr("another issuer, 'https://login.bank.example'"));
}

TEST(DiscoveryUrl, IsRefusedWhenItAnswersSomethingElse) {
  const Publisher elsewhere([](const std::string&) {
    return std::string(
        "HTTP/1.1 302 Found\r\nLocation: https://x.test/\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_THAT(refusalOf(elsewhere.url()), HasSubstr("answers status 302"));
  const Publisher page([](const std::string&) { return testing::okAnswer("<html></html>"); });
  EXPECT_THAT(refusalOf(page.url()), HasSubstr("no discovery document"));
}

TEST(DiscoveryUrl, IsRefusedInOneSentenceWhateverItAnswers) {
  const std::string big(2 * 1024 * 1024, ' ');
  for (const std::string& answer :
       {testing::okAnswer(big), std::string("\xff\x00\x1b[31m hello\r\n\r\n", 17),
        std::string("HTTP/1.1 200 \x1b[31mOK\r\nContent-Length: 0\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nX: ") + std::string(100'000, 'x') + "\r\n\r\n"}) {
    const Publisher publisher([&](const std::string&) { return answer; });
    const std::string refusal = refusalOf(publisher.url());
    EXPECT_THAT(refusal, HasSubstr("cannot be fetched (127.0.0.1:"));
    EXPECT_THAT(refusal, HasSubstr("); check the address, or save the document"));
    EXPECT_LT(refusal.size(), 400U) << refusal;
    EXPECT_TRUE(std::all_of(refusal.begin(), refusal.end(), [](char c) {
      return c >= 0x20 && c < 0x7f;
    })) << refusal;
  }
}

TEST(DiscoveryUrl, IsRefusedWhenNobodyAnswers) {
  EXPECT_THAT(refusalOf("http://127.0.0.1:1/.well-known/openid-configuration"),
              HasSubstr("cannot be fetched"));
}

}  // namespace
}  // namespace patchbay::generator
