#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sandbox/sandbox_fixture.hpp"

namespace patchbay::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::PlainAnswer;
using testing::postForm;

class Consent : public SandboxTest {
 protected:
  /// Posts the form with the authorization request's parameters in it.
  PlainAnswer submit(const std::string& fields, const std::string& cookie = {}) {
    testing::PlainRequest request =
        postForm("/oauth/authorize",
                 "client_id=sandbox-client&response_type=code&state=a%2Bb%20c"
                 "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fcallback&" +
                     fields);
    if (!cookie.empty()) request.headers.emplace_back("Cookie", cookie);
    return send(request);
  }

  std::string signedInCookie() {
    const PlainAnswer answer = submit("email=admin%40example.test&password=demo");
    const std::string cookie = answer.header("Set-Cookie").value_or("");
    return cookie.substr(0, cookie.find(';'));
  }

  static void expectErrorPage(const PlainAnswer& answer) {
    EXPECT_EQ(answer.status, 400u);
    EXPECT_FALSE(answer.header("Location"));
    EXPECT_THAT(answer.body, HasSubstr("This link does not work"));
  }
};

TEST_F(Consent, BeginsWithASignInThatIsFilledIn) {
  const PlainAnswer page = get(authorize());
  EXPECT_EQ(page.status, 200u);
  EXPECT_THAT(page.body,
              HasSubstr(R"(name="email" autocomplete="off" value="admin@example.test")"));
  EXPECT_THAT(page.body, HasSubstr(R"(name="state" value="xyz")"));
}

TEST_F(Consent, PagesTakeNothingFromElsewhere) {
  const PlainAnswer page = get(authorize());
  EXPECT_EQ(page.header("Content-Security-Policy"),
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");
  EXPECT_EQ(page.header("Referrer-Policy"), "no-referrer");
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, Not(HasSubstr("<style")));
  EXPECT_EQ(get("/oauth/consent.css").header("Content-Type"), "text/css; charset=utf-8");
}

TEST_F(Consent, EscapesWhatTheClientSent) {
  const PlainAnswer page = get(authorize("&scope=%22%3E%3Cscript%3E"));
  EXPECT_THAT(page.body, HasSubstr(R"(value="&quot;&gt;&lt;script&gt;")"));
  EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
}

TEST_F(Consent, AsksAgainAfterAWrongPassword) {
  const PlainAnswer page = submit("email=admin%40example.test&password=guess");
  EXPECT_EQ(page.status, 200u);
  EXPECT_FALSE(page.header("Set-Cookie"));
  EXPECT_THAT(page.body, HasSubstr("do not belong together"));
}

TEST_F(Consent, OffersTheCompaniesOnceSignedIn) {
  testing::PlainRequest request = testing::get(authorize());
  request.headers.emplace_back("Cookie", signedInCookie());
  const PlainAnswer page = send(request);
  for (const char* name :
       {"Larkspur Bakery Collective", "Tern Harbor Freight", "Quillon Instruments"}) {
    EXPECT_THAT(page.body, HasSubstr(name));
  }
}

TEST_F(Consent, ReturnsCodeAndStateUnchanged) {
  const PlainAnswer answer = submit("decision=allow&company=" + std::string(kCompany));
  EXPECT_EQ(answer.status, 302u);
  const std::string location = answer.header("Location").value_or("");
  EXPECT_THAT(location, ::testing::MatchesRegex(
                            "http://127.0.0.1:8080/callback\\?code=.{43}&state=a%2Bb\\+c"));
}

TEST_F(Consent, RefusalReturnsTheErrorAndTheState) {
  EXPECT_EQ(submit("decision=deny").header("Location"),
            "http://127.0.0.1:8080/callback?error=access_denied&error_description=The+administrator"
            "+refused+to+give+access.&state=a%2Bb+c");
  EXPECT_THAT(get(authorize("&sandbox_company=deny")).header("Location").value_or(""),
              HasSubstr("error=access_denied"));
}

TEST_F(Consent, NeedsACompanyThatIsThere) {
  const PlainAnswer page = submit("decision=allow&company=unknown");
  EXPECT_EQ(page.status, 200u);
  EXPECT_THAT(page.body, HasSubstr("Choose one of your companies."));
}

TEST_F(Consent, NeverRedirectsForAnUnknownClient) {
  expectErrorPage(get("/oauth/authorize?client_id=nobody&response_type=code&redirect_uri=" +
                      std::string(kCallback)));
}

TEST_F(Consent, NeverRedirectsToAnUnregisteredUri) {
  for (const char* uri :
       {"https://evil.example/", "http://evil.example/callback", "http://127.0.0.1:8080/cb%23part",
        "https://app.example.test/callback", "https://app.example.test/callback?from=gusto%26a=b",
        "http://127.0.0.1.evil.example/", "javascript:alert(1)", ""}) {
    expectErrorPage(
        get("/oauth/authorize?client_id=sandbox-client&response_type=code"
            "&sandbox_company=" +
            std::string(kCompany) + "&redirect_uri=" + uri));
  }
}

TEST_F(Consent, KeepsTheQueryOfARegisteredUri) {
  const PlainAnswer answer =
      get("/oauth/authorize?client_id=sandbox-client&response_type=code&sandbox_company=deny"
          "&redirect_uri=https://app.example.test/callback?from=gusto");
  EXPECT_THAT(answer.header("Location").value_or(""),
              ::testing::StartsWith("https://app.example.test/callback?from=gusto&error="));
}

TEST_F(Consent, RefusesARepeatedParameter) { expectErrorPage(get(authorize("&state=again"))); }

TEST_F(Consent, OffersTheCodeFlowOnly) {
  const PlainAnswer answer =
      get("/oauth/authorize?client_id=sandbox-client&response_type=token"
          "&redirect_uri=" +
          std::string(kCallback));
  EXPECT_EQ(answer.header("Location"),
            "http://127.0.0.1:8080/callback?error=unsupported_response_type&error_description="
            "Only+response_type%3Dcode+is+offered.");
}

TEST_F(Consent, WantsAChallengeOnlyWhereEnforced) {
  EXPECT_EQ(get(authorize()).status, 200u);
  control_.change({{"enforce_pkce", true}});
  EXPECT_THAT(get(authorize()).header("Location").value_or(""), HasSubstr("error=invalid_request"));
  EXPECT_THAT(get(authorize("&code_challenge=x&code_challenge_method=plain"))
                  .header("Location")
                  .value_or(""),
              HasSubstr("error=invalid_request"));
  EXPECT_EQ(get(authorize("&code_challenge=x&code_challenge_method=S256")).status, 200u);
}

}  // namespace
}  // namespace patchbay::sandbox
