#include <gtest/gtest.h>

#include "core/crypto/digest.hpp"
#include "tests/sandbox/sandbox_fixture.hpp"

namespace patchbay::sandbox {
namespace {

namespace json = boost::json;
using testing::PlainAnswer;

using Ledger = SandboxTest;
using Control = SandboxTest;

json::object entry(const json::object& ledger, std::string_view list, std::size_t index) {
  return ledger.at(list).at(index).as_object();
}

TEST_F(Ledger, ShowsARefreshWithItsFingerprint) {
  const json::object pair = connect();
  control_.clearLedger();
  const json::object fresh = refresh(pair).json().as_object();
  const auto fingerprint = [](const json::object& of) {
    return crypto::sha256Hex(text(of, "refresh_token")).substr(0, 12);
  };
  EXPECT_EQ(entry(control_.ledger(), "token_calls", 0),
            (json::object{{"number", 1},
                          {"time", "2026-01-01T00:00:00Z"},
                          {"grant_type", "refresh_token"},
                          {"presented", fingerprint(pair)},
                          {"outcome", "issued"},
                          {"grant", "grant_1"},
                          {"generation", 1},
                          {"issued", fingerprint(fresh)},
                          {"duplicate", false},
                          {"death", ""},
                          {"repeat", "none"},
                          {"overlaps", false},
                          {"delivered", true},
                          {"abandoned", false}}));
}

TEST_F(Ledger, CountsDuplicatesAndDeadTokens) {
  const json::object a = connect();
  const json::object b = refresh(a).json().as_object();
  refresh(a);
  get("/v1/token_info", text(b, "access_token"));
  refresh(a);
  get("/v1/token_info", text(a, "access_token"));
  EXPECT_EQ(control_.ledger().at("counts"),
            (json::object{{"token_calls", 4},
                          {"issued", 3},
                          {"not_issued", 1},
                          {"under_way", 0},
                          {"duplicates", 2},
                          {"repeats_after_answer", 2},
                          {"repeats_unanswered", 0},
                          {"overlaps", 0},
                          {"by_grant_type", {{"authorization_code", 1}, {"refresh_token", 3}}},
                          {"revocations", 0},
                          {"dead_token_uses", 2},
                          {"died_in_hand", 0}}));
}

TEST_F(Ledger, TellsHowADeadTokenDied) {
  const json::object pair = connect();
  control_.expireTokens();
  get("/v1/token_info", text(pair, "access_token"));
  control_.removeApplication(kCompany);
  refresh(pair);
  const json::object ledger = control_.ledger();
  const json::object access = entry(ledger, "dead_token_uses", 0);
  EXPECT_EQ(text(access, "path"), "/v1/token_info");
  EXPECT_EQ(text(access, "kind"), "access_token");
  EXPECT_EQ(text(access, "reason"), "expired");
  const json::object refresh_token = entry(ledger, "dead_token_uses", 1);
  EXPECT_EQ(text(refresh_token, "path"), "/oauth/token");
  EXPECT_EQ(text(refresh_token, "kind"), "refresh_token");
  EXPECT_EQ(text(refresh_token, "reason"), "disconnected");
}

TEST_F(Ledger, ShowsRevocations) {
  const json::object pair = connect();
  revoke({{"token", pair.at("access_token")}});
  EXPECT_EQ(text(entry(control_.ledger(), "revocations", 0), "outcome"), "revoked");
}

TEST_F(Ledger, NeverShowsAToken) {
  const json::object pair = connect();
  refresh(pair);
  get("/v1/token_info", text(pair, "access_token"));
  for (const char* path : {"/sandbox/ledger", "/sandbox/state"}) {
    const std::string shown = get(path).body;
    EXPECT_EQ(shown.find(text(pair, "access_token")), std::string::npos);
    EXPECT_EQ(shown.find(text(pair, "refresh_token")), std::string::npos);
    EXPECT_EQ(shown.find("sandbox-secret"), std::string::npos);
  }
}

TEST_F(Control, ExpiresTheTokensOfOneCompany) {
  const json::object one = connect(kCompany);
  const json::object other = connect(kOtherCompany);
  control_.expireTokens(kCompany);
  EXPECT_EQ(get("/v1/token_info", text(one, "access_token")).status, 401u);
  EXPECT_EQ(get("/v1/token_info", text(other, "access_token")).status, 200u);
  EXPECT_EQ(refresh(one).status, 200u);
}

TEST_F(Control, MovesTimeForward) {
  const json::object pair = connect();
  control_.advanceClock(7200);
  EXPECT_EQ(text(control_.state(), "now"), "2026-01-01T02:00:00Z");
  EXPECT_EQ(get("/v1/token_info", text(pair, "access_token")).status, 401u);
}

TEST_F(Control, RemovesTheApplicationAsACustomerWould) {
  const json::object pair = connect();
  control_.removeApplication(kCompany);
  EXPECT_EQ(get("/v1/token_info", text(pair, "access_token")).status, 401u);
  EXPECT_EQ(refresh(pair).status, 400u);
  EXPECT_EQ(get("/v1/token_info", text(connect(), "access_token")).status, 200u);
}

TEST_F(Control, TurnsStrictRotationOn) {
  const json::object pair = connect();
  control_.change({{"rotation", "strict"}});
  EXPECT_EQ(refresh(pair).status, 200u);
  EXPECT_EQ(refresh(pair).status, 400u);
}

TEST_F(Control, RefusesWhatItDoesNotKnowAndChangesNothing) {
  const json::object before = control_.state();
  for (const json::object& body :
       {json::object{{"rotation", "strict"}, {"strict", true}},
        json::object{{"rotation", "none"}, {"access_token_seconds", 0}}}) {
    EXPECT_EQ(send(testing::postJson("/sandbox/settings", body)).status, 400u);
  }
  EXPECT_EQ(send(testing::postJson("/sandbox/revoke", {{"company", "unknown"}})).status, 400u);
  EXPECT_EQ(send(testing::postJson("/sandbox/clock", {{"advance_seconds", -1}})).status, 400u);
  EXPECT_EQ(control_.state(), before);
}

}  // namespace
}  // namespace patchbay::sandbox
