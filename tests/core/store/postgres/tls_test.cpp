#include <filesystem>
#include <fstream>

#include "tests/core/store/postgres/postgres_under_test.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/test_certificates.hpp"

namespace patchbay::testing {
namespace {

namespace fs = std::filesystem;

/// The server's certificate and key, as it wants them: the key is its user's alone.
class ServerFiles {
 public:
  ServerFiles() {
    CertificateFacts facts;
    facts.subject_alternative_name = "IP:127.0.0.1";
    const TestCertificate made = authority_.issue(facts);
    giveToServerUser(folder_.path());
    write("server.pem", made.certificate);
    write("server.key", made.key);
    write("authority.pem", authority_.certificate());
    write("other_authority.pem", TestAuthority().certificate());
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  std::vector<std::string> settings() const {
    return {"fsync=off", "ssl=on", "ssl_cert_file=" + path("server.pem"),
            "ssl_key_file=" + path("server.key")};
  }

 private:
  void write(const std::string& name, const std::string& text) {
    std::ofstream(path(name)) << text;
    fs::permissions(path(name), fs::perms::owner_read | fs::perms::owner_write);
    giveToServerUser(path(name));
  }

  TestAuthority authority_;
  TemporaryFolder folder_;
};

class DatabaseTls : public ::testing::Test {
 protected:
  static const ServerFiles& files() {
    static const ServerFiles own;
    return own;
  }
  static PostgresServer& server() {
    static PostgresServer own(files().settings());
    return own;
  }
  static std::string verifying(const std::string& authority) {
    return "?sslmode=verify-full&sslrootcert=" + files().path(authority);
  }

  /// What a host that opens this database is told.
  std::string refusal(const std::string& url) {
    try {
      migrateDatabase(PostgresServer::locationOf(url));
    } catch (const IntegrationError& error) {
      EXPECT_EQ(error.code(), ErrorCode::storage_unavailable);
      const std::string text = error.publicText() + " " + error.detail();
      EXPECT_EQ(text.find(PostgresServer::password()), std::string::npos);
      return text;
    }
    ADD_FAILURE() << "it was let in";
    return "";
  }
  static void expectIn(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }
};

TEST_F(DatabaseTls, CarriesEveryConnectionOfAStore) {
  const std::string url = server().url() + verifying("authority.pem");
  const auto location = PostgresServer::locationOf(url);
  migrateDatabase(location);
  RecordingLog log;
  const auto store = openSqlStore(location, makeRing(), log);
  const auto grant = insert(*store, "acme", "1");
  EXPECT_EQ(run(store->findGrant(grant.grant_id))->token.access_token.reveal(), "access-1");
  EXPECT_EQ(server().query("SELECT string_agg(DISTINCT CAST(ssl AS TEXT), ',') "
                           "FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                           "WHERE application_name = 'patchbay'"),
            "true");
}

// Another one of the same name, as one has who made it anew.
TEST_F(DatabaseTls, IsRefusedWhereAnotherAuthoritySignedForTheServer) {
  const auto text = refusal(server().url() + verifying("other_authority.pem"));
  expectIn(text, "PostgreSQL database postgres on 127.0.0.1");
  expectIn(text, "certificate is not trusted");
  expectIn(text, "sslrootcert");
}

TEST_F(DatabaseTls, IsRefusedWhereTheCertificateNamesAnotherHost) {
  std::string url = server().url() + verifying("authority.pem");
  url.replace(url.find("@127.0.0.1:"), 11, "@localhost:");
  const auto text = refusal(url);
  expectIn(text, "does not match host name");
  expectIn(text, "sslrootcert");
}

TEST_F(DatabaseTls, IsRefusedWithoutTheFileThatNamesTheAuthority) {
  const auto text = refusal(server().url() + verifying("nowhere.pem"));
  expectIn(text, "nowhere.pem");
  expectIn(text, "sslrootcert");
}

TEST_F(DatabaseTls, IsMissedWhereTheServerHasNone) {
  const auto text = refusal(PostgresServer::shared().url() + verifying("authority.pem"));
  expectIn(text, "sslmode");
  expectIn(text, "ssl = on");
}

}  // namespace
}  // namespace patchbay::testing
