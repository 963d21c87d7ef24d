#include <gmock/gmock.h>
#include <sys/stat.h>

#include <csignal>

#include "core/crypto/digest.hpp"
#include "tests/host/program.hpp"
#include "tests/support/postgres_server.hpp"

namespace patchbay::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// The program with an empty database, whose URL it reads from a file.
class ProgramOnPostgres : public Program {
 protected:
  ProgramOnPostgres() {
    write("url", url + "\n");
    set("PATCHBAY_DATABASE_URL_FILE", (folder_ / "url").string());
  }
  ~ProgramOnPostgres() override {
    EXPECT_THAT(errors(), Not(HasSubstr(PostgresServer::password())));
    EXPECT_THAT(errors(), Not(HasSubstr(url)));
  }
  int runToEnd(const std::vector<std::string>& arguments) {
    const int status = Program::runToEnd(arguments);
    EXPECT_THAT(output, Not(HasSubstr(PostgresServer::password())));
    EXPECT_THAT(output, Not(HasSubstr(url)));
    return status;
  }

  const std::string url = PostgresServer::shared().createSchema();
};

TEST_F(ProgramOnPostgres, RunsEveryCommand) {
  EXPECT_EQ(runToEnd({"init"}), 0);
  EXPECT_THAT(output, HasSubstr("PostgreSQL database postgres on 127.0.0.1"));
  EXPECT_FALSE(fs::exists(folder_ / "data/patchbay.db"));
  EXPECT_EQ(runToEnd({"migrate"}), 0);
  EXPECT_THAT(output, HasSubstr("was up to date"));
  EXPECT_EQ(runToEnd({"keys", "create", "--workspace", "all", "--label", "app"}), 0);
  EXPECT_EQ(runToEnd({"keys", "list"}), 0);
  EXPECT_THAT(output, HasSubstr("app"));
  runToEnd({"check"});
  EXPECT_THAT(output, AllOf(HasSubstr("database  ok"), HasSubstr("PostgreSQL database postgres")));
}

TEST_F(ProgramOnPostgres, ServesOneDatabaseFromSeveralHosts) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  const auto first = begin({"serve"});
  const auto second = begin({"serve"});
  for (const auto& host : {first.get(), second.get()}) {
    EXPECT_THAT(host->readLine(), HasSubstr("serves http://127.0.0.1:"));
  }
  for (const auto& host : {first.get(), second.get()}) {
    host->signal(SIGTERM);
    EXPECT_EQ(host->wait(), 0);
  }
}

TEST_F(ProgramOnPostgres, RefusesAHostThatBringsAKeyFileOfItsOwn) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  fs::rename(folder_ / "data", folder_ / "first");
  EXPECT_EQ(runToEnd({"init"}), 3);
  EXPECT_THAT(errors(), HasSubstr("does not fit the database"));
  EXPECT_EQ(runToEnd({"serve"}), 3);
  fs::copy_file(folder_ / "first/keys", folder_ / "data/keys",
                fs::copy_options::overwrite_existing);
  const auto host = begin({"serve"});
  EXPECT_THAT(host->readLine(), HasSubstr("serves http://127.0.0.1:"));
}

TEST_F(ProgramOnPostgres, TakesOverWhatAHostHadInSqlite) {
  options_.environment.erase("PATCHBAY_DATABASE_URL_FILE");
  set("PATCHBAY_KEYS", "k1:" + crypto::base64(std::string(32, 'k')));
  ASSERT_EQ(runToEnd({"init"}), 0);
  ASSERT_EQ(runToEnd({"keys", "create", "--workspace", "all", "--label", "old"}), 0);
  const fs::path file = folder_ / "data/patchbay.db";
  const auto first = begin({"serve"});
  ASSERT_THAT(first->readLine(), HasSubstr("serves"));
  set("PATCHBAY_DATABASE_URL_FILE", (folder_ / "url").string());
  EXPECT_EQ(runToEnd({"migrate", "--from", file.string()}), 4);
  EXPECT_THAT(errors(), HasSubstr("another host serves this database"));
  first->signal(SIGTERM);
  ASSERT_EQ(first->wait(), 0);

  EXPECT_EQ(runToEnd({"migrate", "--from", file.string()}), 0) << errors();
  EXPECT_THAT(output, HasSubstr("which is now " + file.string() + ".moved"));
  EXPECT_FALSE(fs::exists(file)) << "nobody serves it by mistake";
  EXPECT_EQ(runToEnd({"keys", "list"}), 0);
  EXPECT_THAT(output, HasSubstr("label=old"));
  EXPECT_EQ(runToEnd({"check"}), 0) << output;
  EXPECT_EQ(runToEnd({"migrate", "--from", file.string()}), 4);
  EXPECT_THAT(errors(), HasSubstr("there is no file"));
}

TEST_F(ProgramOnPostgres, ServesWithTheRightsThatTheManualNames) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  const std::string schema = url.substr(url.rfind("%3D") + 3);
  PostgresServer::query(url, "CREATE ROLE clerk LOGIN PASSWORD 'clerk'; GRANT USAGE ON SCHEMA " +
                                 schema +
                                 " TO clerk; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL "
                                 "TABLES IN SCHEMA " +
                                 schema + " TO clerk");
  write("url", "postgresql://clerk:clerk" + url.substr(url.find('@')));
  EXPECT_EQ(runToEnd({"keys", "create", "--workspace", "all"}), 0);
  const auto host = begin({"serve"});
  EXPECT_THAT(host->readLine(), HasSubstr("serves http://127.0.0.1:"));
  PostgresServer::query(url, "REVOKE ALL ON api_keys FROM clerk");
  EXPECT_EQ(runToEnd({"keys", "list"}), 4);
  EXPECT_THAT(errors(), HasSubstr("grant it the rights"));
}

TEST_F(ProgramOnPostgres, SaysThatItsSchemaIsMissingOrItsServerAway) {
  ASSERT_EQ(runToEnd({"init"}), 0);
  write("url", PostgresServer::shared().createSchema());
  EXPECT_EQ(runToEnd({"serve"}), 4);
  EXPECT_THAT(errors(), HasSubstr("patchbay migrate"));
  write("url", "postgresql://patchbay:hush@127.0.0.1:1/patchbay");
  EXPECT_EQ(runToEnd({"serve"}), 4);
  EXPECT_THAT(errors(), AllOf(HasSubstr("PostgreSQL database patchbay on 127.0.0.1 port 1"),
                              HasSubstr("PATCHBAY_DATABASE_URL"), Not(HasSubstr("hush"))));
}

}  // namespace
}  // namespace patchbay::testing
