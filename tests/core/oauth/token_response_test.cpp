#include "core/oauth/token_response.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/refusal.hpp"

namespace patchbay::oauth {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const TimePoint kNow = fromEpochSeconds(1'767'225'600);
constexpr Seconds kYear{365 * 24 * 3600};

TokenResponseRules rules() {
  TokenResponseRules rules;
  rules.default_expires_in = Seconds(1800);
  rules.requested_scope = "read write";
  return rules;
}

ParsedToken parse(std::string_view body) { return parseTokenResponse(body, rules(), kNow); }

/// An answer with these members besides a good token.
ParsedToken parseWith(const std::string& members) {
  return parse(R"({"access_token":"at","token_type":"Bearer",)" + members + "}");
}

std::string refusalOf(std::string_view body) {
  const std::string text = testing::refusalOf(ErrorCode::malformed_answer, [&] { parse(body); });
  EXPECT_THAT(text, Not(HasSubstr("s3cret")));  // R20: no token in an error text
  return text;
}

std::string refusalWith(const std::string& members) {
  return refusalOf(R"({"token_type":"Bearer",)" + members + "}");
}

// --- the whole answer

// RFC 6749 section 5.1's example, but for its invented token type.
TEST(TokenResponse, GivesTheExampleOfRfc6749Section51) {
  const auto parsed =
      parse(R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"bearer","expires_in":3600,)"
            R"("refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","example_parameter":"example_value"})");
  EXPECT_EQ(parsed.token.access_token.reveal(), "2YotnFZFEjr1zCsicMWpAA");
  EXPECT_EQ(parsed.token.refresh_token.reveal(), "tGzv3JOkF0XG5Qx2TlKWIA");
  EXPECT_EQ(parsed.token.token_type, "Bearer");
  EXPECT_EQ(parsed.token.expires_at, kNow + Seconds(3600));
  EXPECT_TRUE(parsed.token.id_token.empty());
  EXPECT_EQ(parsed.warnings, "");
}

// R9: unknown members are ignored, whatever they are.
TEST(TokenResponse, IgnoresUnknownMembers) {
  EXPECT_EQ(parseWith(R"("created_at":"2026-01-01T00:00:00Z","x":{"access_token":1},"y":[null])")
                .token.access_token.reveal(),
            "at");
}

// "Not JSON, HTML, empty, array, `null`, BOM, bad UTF-8, duplicate keys"
TEST(TokenResponse, RefusesWhatIsNoJsonObject) {
  for (const char* body :
       {"", " ", "s3cret", "<html>s3cret</html>", "access_token=s3cret&token_type=bearer", "null",
        "[]", R"([{"access_token":"s3cret","token_type":"Bearer"}])", R"("s3cret")", "true", "{}",
        "\xEF\xBB\xBF{\"access_token\":\"s3cret\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"s3cret\xFF\",\"token_type\":\"Bearer\"}",
        R"({"access_token":"s3cret","access_token":"s3cret","token_type":"Bearer"})",
        R"({"access_token":"s3cret","token_type":"Bearer"}x)",
        R"({"access_token":"s3cret","token_type":"Bearer")"}) {
    refusalOf(body);
  }
}

TEST(TokenResponse, RefusesDeepNestingEvenInAMemberThatIsIgnored) {
  refusalWith(R"("access_token":"s3cret","x":)" + std::string(40, '[') + std::string(40, ']'));
}

// --- access_token

TEST(TokenResponse, RefusesAnAccessTokenThatIsMissingNullNumberOrEmpty) {
  EXPECT_THAT(refusalWith(R"("refresh_token":"s3cret")"), HasSubstr("access_token is missing"));
  EXPECT_THAT(refusalWith(R"("access_token":null)"), HasSubstr("access_token is missing"));
  EXPECT_THAT(refusalWith(R"("access_token":"")"), HasSubstr("access_token is missing or empty"));
  for (const char* value : {"7", "true", "{}", R"(["s3cret"])"}) {
    EXPECT_THAT(refusalWith(R"("access_token":)" + std::string(value)),
                HasSubstr("access_token is not a text"));
  }
}

TEST(TokenResponse, TakesAnAccessTokenOf32KilobytesAndNoLongerOne) {
  const std::string longest(32 * 1024, 'a');
  EXPECT_EQ(parse(R"({"token_type":"Bearer","access_token":")" + longest + "\"}")
                .token.access_token.size(),
            longest.size());
  EXPECT_THAT(refusalWith(R"("access_token":"a)" + longest + "\""), HasSubstr("longer than 32 KB"));
}

// "NUL or CR LF inside a token"
TEST(TokenResponse, RefusesControlCharactersInATokenHoweverTheyAreWritten) {
  for (const char* token : {R"(s3cret\u0000)", R"(s3cret\r\nX-Header: 1)", R"(s3cret\n)",
                            R"(\u0009s3cret)", R"(s3cret\u007f)", R"(s3cret\u00e9)"}) {
    EXPECT_THAT(refusalWith(R"("access_token":")" + std::string(token) + "\""),
                HasSubstr("no token may hold"))
        << token;
    EXPECT_THAT(refusalWith(R"("access_token":"a","refresh_token":")" + std::string(token) + "\""),
                HasSubstr("refresh_token holds a character"))
        << token;
  }
}

// --- token_type

TEST(TokenResponse, ComparesTheTokenTypeWithoutRegardToCase) {
  for (const char* type : {"Bearer", "bearer", "BEARER", "bEaReR"}) {
    EXPECT_EQ(parse(R"({"access_token":"at","token_type":")" + std::string(type) + "\"}")
                  .token.token_type,
              "Bearer");
  }
}

TEST(TokenResponse, RefusesAnotherTokenType) {
  for (const char* type : {R"("example")", R"("mac")", R"("DPoP")", R"("")", R"("Bearer ")",
                           R"("Bearers")", "7", "{}"}) {
    EXPECT_THAT(refusalOf(R"({"access_token":"s3cret","token_type":)" + std::string(type) + "}"),
                HasSubstr("token_type is not Bearer"))
        << type;
  }
}

TEST(TokenResponse, TakesAMissingTokenTypeAsBearerAndWarns) {
  const auto parsed = parse(R"({"access_token":"at"})");
  EXPECT_EQ(parsed.token.token_type, "Bearer");
  EXPECT_THAT(parsed.warnings, HasSubstr("token_type"));
}

// --- expires_in

Seconds lifetimeOf(const std::string& expires_in) {
  const auto parsed = parseWith(R"("expires_in":)" + expires_in);
  EXPECT_EQ(parsed.warnings, "") << expires_in;
  return std::chrono::duration_cast<Seconds>(parsed.token.expires_at - kNow);
}

TEST(ExpiresIn, IsReadFromANumberOrANumberInAText) {
  EXPECT_EQ(lifetimeOf("7200"), Seconds(7200));
  EXPECT_EQ(lifetimeOf("\"3600\""), Seconds(3600));
  EXPECT_EQ(lifetimeOf("3600.5"), Seconds(3600));
  EXPECT_EQ(lifetimeOf("\"3600.5\""), Seconds(3600));
  EXPECT_EQ(lifetimeOf("3.6e3"), Seconds(3600));
  EXPECT_EQ(lifetimeOf("\"3.6E3\""), Seconds(3600));
}

TEST(ExpiresIn, IsTheProvidersDefaultWhenAbsent) {
  const auto parsed = parse(R"({"access_token":"at","token_type":"Bearer"})");
  EXPECT_EQ(parsed.token.expires_at, kNow + Seconds(1800));
  EXPECT_EQ(parsed.warnings, "");
  EXPECT_EQ(lifetimeOf("null"), Seconds(1800));
}

TEST(ExpiresIn, OfZeroOrLessMeansAlreadyExpired) {
  for (const char* value : {"0", "-1", "-3600", "\"-5\"", "0.4", "-1e400", "\"-1e400\"",
                            "-9223372036854775808", "\"1e-400\""}) {
    EXPECT_EQ(lifetimeOf(value), Seconds(0)) << value;
    EXPECT_TRUE(parseWith(R"("expires_in":)" + std::string(value)).token.has_expired(kNow));
  }
}

TEST(ExpiresIn, IsAtMostAYear) {
  for (const char* value : {"31536000", "31536001", "1e400", "1000000000000000000", "1e18",
                            "18446744073709551615", "\"1e400\"", "\"99999999999999999999\""}) {
    EXPECT_EQ(lifetimeOf(value), kYear) << value;
  }
}

TEST(ExpiresIn, OfAnotherTypeIsTheDefaultAndWarns) {
  for (const char* value :
       {"true", "false", "{}", "[3600]", "\"soon\"", "\"\"", "\" 3600\"", "\"nan\"", "\"inf\"",
        "\"+5\"", "\"0x10\"", "\"12 s\"", "\"1e\"", "\"--1\"", "\".5\""}) {
    const auto parsed = parseWith(R"("expires_in":)" + std::string(value));
    EXPECT_EQ(parsed.token.expires_at, kNow + Seconds(1800)) << value;
    EXPECT_THAT(parsed.warnings, HasSubstr("expires_in is not a number")) << value;
  }
}

// --- refresh_token, scope, id_token

// R11: without a new one the caller keeps the old.
TEST(TokenResponse, HasNoRefreshTokenWhenNoneWasSent) {
  EXPECT_TRUE(parseWith(R"("x":1)").token.refresh_token.empty());
  EXPECT_TRUE(parseWith(R"("refresh_token":null)").token.refresh_token.empty());
  EXPECT_TRUE(parseWith(R"("refresh_token":"")").token.refresh_token.empty());
  EXPECT_EQ(parseWith(R"("refresh_token":"rt")").token.refresh_token.reveal(), "rt");
}

TEST(TokenResponse, RefusesARefreshTokenThatIsNoText) {
  EXPECT_THAT(refusalWith(R"("access_token":"s3cret","refresh_token":7)"),
              HasSubstr("refresh_token is not a text"));
  EXPECT_THAT(refusalWith(R"("access_token":"s3cret","refresh_token":")" +
                          std::string(32 * 1024 + 1, 'a') + "\""),
              HasSubstr("refresh_token is longer"));
}

// R10: absent means as requested, empty does not.
TEST(TokenResponse, TakesAnAbsentScopeAsTheRequestedOneAndAnEmptyOneAsEmpty) {
  EXPECT_EQ(parseWith(R"("x":1)").token.scope, "read write");
  EXPECT_EQ(parseWith(R"("scope":null)").token.scope, "read write");
  EXPECT_EQ(parseWith(R"("scope":"")").token.scope, "");
  EXPECT_EQ(parseWith(R"("scope":"read")").token.scope, "read");
}

TEST(TokenResponse, TakesAScopeThatCannotBeReadAsNothingGrantedAndWarns) {
  for (const char* scope : {"7", "true", R"(["read"])", R"("read\nwrite")"}) {
    const auto parsed = parseWith(R"("scope":)" + std::string(scope));
    EXPECT_EQ(parsed.token.scope, "") << scope;
    EXPECT_THAT(parsed.warnings, HasSubstr("scope")) << scope;
  }
}

TEST(TokenResponse, BringsAnIdTokenOrIgnoresWhatIsNone) {
  EXPECT_EQ(parseWith(R"("id_token":"a.b.c")").token.id_token.reveal(), "a.b.c");
  EXPECT_TRUE(parseWith(R"("id_token":null)").token.id_token.empty());
  const auto parsed = parseWith(R"("id_token":{"a":1})");
  EXPECT_TRUE(parsed.token.id_token.empty());
  EXPECT_THAT(parsed.warnings, HasSubstr("id_token"));
}

TEST(TokenResponse, CollectsAllWarningsWithoutAnyValue) {
  const auto parsed = parse(R"({"access_token":"s3cret","expires_in":"s3cret","scope":7})");
  EXPECT_THAT(parsed.warnings,
              AllOf(HasSubstr("token_type"), HasSubstr("expires_in"), HasSubstr("scope"),
                    HasSubstr("; "), Not(HasSubstr("s3cret"))));
}

}  // namespace
}  // namespace patchbay::oauth
