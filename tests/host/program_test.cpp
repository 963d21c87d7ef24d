#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "core/http/http_client.hpp"
#include "tests/host/program.hpp"
#include "tests/support/http_calls.hpp"

namespace patchbay::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(Program, WithoutACommandIsAUsageError) {
  EXPECT_EQ(runToEnd({}), 2);
  EXPECT_EQ(runToEnd({"serv"}), 2);
  EXPECT_EQ(runToEnd({"serve", "--nope"}), 2);
  EXPECT_EQ(runToEnd({"--help"}), 0);
}

TEST_F(Program, TellsAUsageErrorInOneLineThatNamesTheCommand) {
  EXPECT_EQ(runToEnd({"keys", "revoke"}), 2);
  EXPECT_EQ(errors(), "patchbay keys revoke: id is required; see `patchbay keys revoke --help`\n");
  EXPECT_EQ(runToEnd({"serve", "extra"}), 2);
  EXPECT_THAT(errors(),
              HasSubstr("patchbay serve: The following argument was not expected: extra"));
  EXPECT_EQ(runToEnd({"keys"}), 2);
  EXPECT_THAT(errors(), HasSubstr("create")) << "it shows what there is";
}

TEST_F(Program, SaysItsVersion) {
  EXPECT_EQ(runToEnd({"version"}), 0);
  EXPECT_THAT(output, HasSubstr("patchbay " PATCHBAY_VERSION));
}

TEST_F(Program, DoesNotStartWithoutADataFolderOrKey) {
  EXPECT_EQ(runToEnd({"serve"}), 3);
  EXPECT_THAT(errors(), AllOf(HasSubstr("data"), HasSubstr("patchbay init")));
  fs::create_directory(folder_ / "data");
  ::chmod((folder_ / "data").c_str(), 0700);
  EXPECT_EQ(runToEnd({"serve"}), 3);
  EXPECT_THAT(errors(), AllOf(HasSubstr("data/keys"), HasSubstr("patchbay init")));
}

TEST_F(Program, DoesNotStartWithAKeyOfAnotherLength) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  write("data/keys", "k1:c2hvcnQ=\n");
  EXPECT_EQ(runToEnd({"serve"}), 3);
  EXPECT_THAT(errors(), AllOf(HasSubstr("data/keys"), ::testing::Not(HasSubstr("c2hvcnQ"))));
}

TEST_F(Program, DoesNotStartWithAnotherKeyThanItsDatabase) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  fs::rename(folder_ / "data/keys", folder_ / "right");
  EXPECT_EQ(runToEnd({"init"}), 3) << "makes a new key, which is none of this database";
  EXPECT_THAT(errors(), AllOf(HasSubstr("does not fit the database: it lacks the key key-"),
                              HasSubstr("Use the key file of the host")));
  EXPECT_EQ(runToEnd({"serve"}), 3);
  EXPECT_EQ(runToEnd({"keys", "create", "--workspace", "all"}), 3);
  EXPECT_EQ(runToEnd({"check"}), 4);
  fs::rename(folder_ / "right", folder_ / "data/keys");
  EXPECT_EQ(runToEnd({"check"}), 0) << output;
}

TEST_F(Program, DoesNotStartWithAnOldSchemaUnlessToldToMigrate) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  fs::remove(folder_ / "data/patchbay.db");
  EXPECT_EQ(runToEnd({"serve"}), 4);
  EXPECT_THAT(errors(), HasSubstr("patchbay migrate"));
  const auto program = begin({"serve", "--migrate"});
  EXPECT_THAT(program->readLine(), HasSubstr("serves http://127.0.0.1:"));
  program->signal(SIGTERM);
  EXPECT_EQ(program->wait(), 0);
}

TEST_F(Program, NamesAnUnknownSettingAndTheNearestOne) {
  set("PATCHBAY_LISTN", "x");
  EXPECT_EQ(runToEnd({"serve"}), 3);
  EXPECT_THAT(errors(), AllOf(HasSubstr("PATCHBAY_LISTN"), HasSubstr("PATCHBAY_LISTEN")));
}

TEST_F(Program, NamesTheLineOfAMalformedEnvFile) {
  write(".env", "# fine\nGUSTO_CLIENT_ID=a\nnonsense\n");
  EXPECT_EQ(runToEnd({"serve"}), 3);
  EXPECT_THAT(errors(), AllOf(HasSubstr(".env"), HasSubstr("3")));
}

TEST_F(Program, NamesAMissingRegistry) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  set("PATCHBAY_PLUGIN_DIR", (folder_ / "nowhere").string());
  EXPECT_EQ(runToEnd({"serve"}), 5);
  EXPECT_THAT(errors(), HasSubstr("registry.json"));
}

TEST_F(Program, SaysWhenItsAddressIsTaken) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  const auto first = begin({"serve"});
  const std::string url = urlIn(first->readLine());
  set("PATCHBAY_DATA_DIR", "elsewhere");
  ASSERT_EQ(runToEnd({"init"}), 0);
  set("PATCHBAY_LISTEN", url.substr(std::string("http://").size()));
  EXPECT_EQ(runToEnd({"serve"}), 1);
  EXPECT_THAT(errors(), HasSubstr("Cannot listen on 127.0.0.1"));
}

TEST_F(Program, ChecksEachPartAndNamesTheCure) {
  EXPECT_EQ(runToEnd({"check"}), 3);
  EXPECT_THAT(output, AllOf(HasSubstr("settings  ok"), HasSubstr("key       FAILED"),
                            HasSubstr("patchbay init"), HasSubstr("plugins   ok")));
  ASSERT_EQ(runToEnd({"init"}), 0);
  EXPECT_EQ(runToEnd({"check"}), 0);
  EXPECT_THAT(output, ::testing::Not(HasSubstr("FAILED")));
}

TEST_F(Program, SaysWhenAnOldKeyIsNoLongerNeeded) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  std::ifstream file(folder_ / "data/keys");
  const std::string old{std::istreambuf_iterator<char>(file), {}};
  write("data/keys", "key-2:" + std::string(43, 'A') + "=\n" + old);
  EXPECT_EQ(runToEnd({"check"}), 0);
  EXPECT_THAT(output,
              AllOf(HasSubstr("2 in the ring, key-2 writes"), HasSubstr("sealed 0 records")));
}

TEST_F(Program, StopsAtASignalWithACleanExit) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  for (const int signal : {SIGTERM, SIGINT}) {
    const auto program = begin({"serve"});
    ASSERT_THAT(program->readLine(), HasSubstr("serves"));
    program->signal(signal);
    EXPECT_EQ(program->wait(), 0);
  }
}

TEST_F(Program, LeavesNoCoreFileThatWouldHoldTokens) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  const auto program = begin({"serve"});
  ASSERT_THAT(program->readLine(), HasSubstr("serves"));
  rlimit core{1, 1};
  ASSERT_EQ(::prlimit(program->id(), RLIMIT_CORE, nullptr, &core), 0);
  EXPECT_EQ(core.rlim_cur, 0U);
  EXPECT_EQ(core.rlim_max, 0U);
  std::ifstream file("/proc/" + std::to_string(program->id()) + "/coredump_filter");
  std::string filter;
  file >> filter;
  EXPECT_EQ(filter, "00000000") << "also where core files go to a pipe";
}

TEST_F(Program, RaisesItsLimitOfOpenFiles) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  rlimit ours{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &ours), 0);
  rlimit low = ours;
  low.rlim_cur = std::min<rlim_t>(ours.rlim_cur, 512);  // the child inherits it
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  const auto program = begin({"serve"});
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &ours), 0);
  ASSERT_THAT(program->readLine(), HasSubstr("serves"));
  rlimit its{};
  ASSERT_EQ(::prlimit(program->id(), RLIMIT_NOFILE, nullptr, &its), 0);
  EXPECT_EQ(its.rlim_cur, std::min<rlim_t>(ours.rlim_max, 32'768));
}

TEST_F(Program, FinishesARequestThatIsUnderWayWhenItIsToldToStop) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  ASSERT_EQ(runToEnd({"keys", "create", "--workspace", "all"}), 0);
  const std::string key = output.substr(0, output.find('\n'));
  const auto program = begin({"serve"});
  const std::string url = urlIn(program->readLine());
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket(context);
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  const std::string begun =
      "POST /v1/connect-sessions HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + key +
      "\r\nContent-Type: application/json\r\nContent-Length: 23\r\n" +
      "Expect: 100-continue\r\n\r\n";
  boost::asio::write(socket, boost::asio::buffer(begun));
  std::string answer;
  boost::asio::read_until(socket, boost::asio::dynamic_buffer(answer), "100 Continue\r\n\r\n");
  program->signal(SIGTERM);
  boost::asio::write(socket, boost::asio::buffer(std::string(R"({"workspace_id":"shop"})")));
  boost::system::error_code end;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), end);
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 201 Created"));
  EXPECT_THAT(answer, HasSubstr("connect_url"));
  EXPECT_EQ(program->wait(), 0);
}

TEST_F(Program, MakesListsAndRevokesApiKeysOfARunningHost) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  ASSERT_EQ(runToEnd({"keys", "create", "--workspace", "shop", "--label", "till", "--ttl", "12h"}),
            0);
  const std::string key = output.substr(0, output.find('\n'));
  const auto program = begin({"serve"});
  const std::string url = urlIn(program->readLine());
  const auto client = http::makeHttpClient({});
  const auto ask = [&] {
    http::HttpRequest request("GET", url + "/v1/integrations");
    request.headers.add("Authorization", "Bearer " + key);
    return send(*client, std::move(request)).status;
  };
  ASSERT_EQ(ask(), 200U);
  ASSERT_EQ(runToEnd({"keys", "list"}), 0);
  EXPECT_THAT(output, AllOf(HasSubstr(key.substr(3, 16)), HasSubstr("workspaces=shop"),
                            HasSubstr("label=till"), ::testing::Not(HasSubstr(key.substr(20)))));
  ASSERT_EQ(runToEnd({"keys", "revoke", key.substr(3, 16)}), 0);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  unsigned status = 200;
  while (status == 200 && std::chrono::steady_clock::now() < until) status = ask();
  EXPECT_EQ(status, 401U);
}

TEST_F(Program, RefusesKeyOptionsThatMakeNoSense) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  EXPECT_EQ(runToEnd({"keys", "create"}), 2);
  EXPECT_EQ(runToEnd({"keys", "create", "--workspace", "all", "--workspace", "shop"}), 2);
  EXPECT_EQ(runToEnd({"keys", "create", "--workspace", "all", "--operation", "fly"}), 2);
  EXPECT_EQ(runToEnd({"keys", "create", "--workspace", "all", "--ttl", "soon"}), 2);
  EXPECT_EQ(runToEnd({"keys", "revoke", "aaaaaaaaaaaaaaaa"}), 1);
}

}  // namespace
}  // namespace patchbay::testing
