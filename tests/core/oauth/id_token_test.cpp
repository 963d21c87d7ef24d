#include "core/oauth/id_token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "core/crypto/digest.hpp"
#include "tests/support/json_token.hpp"
#include "tests/support/refusal.hpp"

namespace patchbay::oauth {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::TokenSigner;

const TimePoint kNow = fromEpochSeconds(1'767'225'600);

// RFC 7515 appendix A.2.1: the payload that A.2 and A.3 sign, and A.2's key and signature.
const std::string kRfcPayload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlf"
    "Q";
const std::string kRs256Token =
    "eyJhbGciOiJSUzI1NiJ9." + kRfcPayload +
    ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L"
    "07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUi"
    "pUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const std::string kRs256Keys =
    R"({"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp)"
    "-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_"
    "7OMg"
    "0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"
    "UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh"
    "9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\","
    R"("e":"AQAB"}]})";
// RFC 7515 appendix A.3.1.
const std::string kEs256Token =
    "eyJhbGciOiJFUzI1NiJ9." + kRfcPayload +
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const std::string kEs256Keys =
    R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

const std::string kIssuer = "https://issuer.example";
const std::string kClaims =
    R"({"iss":"https://issuer.example","sub":"248289761001","aud":"client","nonce":"n-0S6",)"
    R"("exp":1767226200,"iat":1767225600})";

IdTokenExpectations expectations() {
  IdTokenExpectations expected;
  expected.issuer = kIssuer;
  expected.client_id = "client";
  expected.nonce = "n-0S6";
  expected.algorithms = {"RS256", "PS256", "ES256"};
  return expected;
}

std::string refusalOf(const std::string& token, const std::string& jwks,
                      const IdTokenExpectations& expected = expectations(), TimePoint now = kNow) {
  const std::string text = testing::refusalOf(ErrorCode::malformed_answer,
                                              [&] { verifyIdToken(token, jwks, expected, now); });
  if (token.size() > 20) {
    EXPECT_THAT(text, Not(HasSubstr(token.substr(0, 20))));
  }
  return text;
}

/// Making an RSA key takes long, so each is made once. `which` tells apart keys of one algorithm.
const TokenSigner& signerOf(const std::string& algorithm, int which = 0) {
  static std::map<std::pair<std::string, int>, TokenSigner> signers;
  return signers.try_emplace({algorithm, which}, algorithm).first->second;
}

/// Signs fast; what is tested is not the signature.
const TokenSigner& signer() { return signerOf("ES256"); }

std::string refusalOfClaims(const std::string& claims,
                            const IdTokenExpectations& expected = expectations()) {
  return refusalOf(signer().sign(claims), signer().keySet(), expected);
}

void accept(const std::string& claims, const IdTokenExpectations& expected = expectations()) {
  EXPECT_EQ(verifyIdToken(signer().sign(claims), signer().keySet(), expected, kNow).subject,
            "248289761001");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return text.replace(at, what.size(), by);
}

// --- signatures

// These tokens name no kid, so "there is a key for it" means that one verifies it.
TEST(IdTokenSignature, OfRfc7515AppendixA2And3Verifies) {
  EXPECT_TRUE(hasKeyFor(kRs256Token, kRs256Keys));
  EXPECT_TRUE(hasKeyFor(kEs256Token, kEs256Keys));
  EXPECT_FALSE(hasKeyFor(kRs256Token, kEs256Keys));
  IdTokenExpectations expected = expectations();
  expected.issuer = "joe";
  EXPECT_THAT(refusalOf(kRs256Token, kRs256Keys, expected), HasSubstr("aud"));
  EXPECT_THAT(refusalOf(kEs256Token, kEs256Keys, expected), HasSubstr("aud"));
}

TEST(IdTokenSignature, OfRfc7515DoesNotVerifyAfterAChange) {
  EXPECT_THAT(refusalOf(replaced(kRs256Token, ".cC4h", ".cC4i"), kRs256Keys),
              HasSubstr("signature does not verify"));
  EXPECT_THAT(refusalOf(replaced(kEs256Token, ".DtEh", ".DtEi"), kEs256Keys),
              HasSubstr("signature does not verify"));
  EXPECT_THAT(
      refusalOf(replaced(kRs256Token, ".eyJpc3MiOiJqb2Ui", ".eyJpc3MiOiJqb2Yi"), kRs256Keys),
      HasSubstr("signature does not verify"));
}

TEST(IdTokenSignature, IsAcceptedUnderEachKnownAlgorithm) {
  for (const char* algorithm : {"RS256", "PS256", "ES256"}) {
    const TokenSigner& one = signerOf(algorithm);
    const auto claims = verifyIdToken(one.sign(kClaims), one.keySet(), expectations(), kNow);
    EXPECT_EQ(claims.subject, "248289761001") << algorithm;
    EXPECT_EQ(claims.issuer, kIssuer) << algorithm;
  }
}

TEST(IdTokenSignature, OfAnotherKeyDoesNotVerify) {
  for (const char* algorithm : {"RS256", "PS256", "ES256"}) {
    EXPECT_THAT(refusalOf(signerOf(algorithm).sign(kClaims), signerOf(algorithm, 1).keySet()),
                HasSubstr("signature does not verify"))
        << algorithm;
  }
}

TEST(IdTokenSignature, OfOneRsaSchemeDoesNotVerifyAsTheOther) {
  const TokenSigner& pkcs1 = signerOf("RS256");
  EXPECT_THAT(refusalOf(pkcs1.sign(R"({"alg":"PS256"})", kClaims), pkcs1.keySet()),
              HasSubstr("signature does not verify"));
  const TokenSigner& pss = signerOf("PS256");
  EXPECT_THAT(refusalOf(pss.sign(R"({"alg":"RS256"})", kClaims), pss.keySet()),
              HasSubstr("signature does not verify"));
}

// R17: `none` and unexpected algorithms, whatever the list says.
TEST(IdTokenSignature, UnderNoneOrAnUnexpectedAlgorithmIsRefused) {
  IdTokenExpectations careless = expectations();
  careless.algorithms = {"none", "NONE", "", "HS256", "RS256"};
  for (const char* algorithm : {"none", "NONE", "", "HS256", "RS512", "rs256"}) {
    const std::string header = R"({"alg":")" + std::string(algorithm) + "\"}";
    EXPECT_THAT(refusalOf(signer().sign(header, kClaims), signer().keySet(), careless),
                HasSubstr("alg is not an expected one"))
        << algorithm;
  }
  EXPECT_THAT(refusalOf(signer().sign(kClaims), signer().keySet(), careless),
              HasSubstr("alg is not an expected one"));
  EXPECT_THAT(refusalOf(signer().sign("{}", kClaims), signer().keySet()), HasSubstr("alg"));
}

TEST(IdTokenSignature, ThatIsMissingIsRefused) {
  const std::string token = signer().sign(kClaims);
  EXPECT_THAT(refusalOf(token.substr(0, token.rfind('.') + 1), signer().keySet()),
              HasSubstr("signature does not verify"));
}

// The classic confusion: the public key, taken as the secret of an HMAC.
TEST(IdTokenSignature, OfAnHmacKeyIsNeverTried) {
  const std::string keys = R"({"keys":[{"kty":"oct","k":"c2VjcmV0","alg":"HS256"}]})";
  EXPECT_THAT(refusalOf(signer().sign(kClaims), keys), HasSubstr("publishes no key"));
}

TEST(IdTokenSignature, OfAnRsaKeyBelow2048BitsIsRefused) {
  const TokenSigner small("RS256", 1024);
  EXPECT_THAT(refusalOf(small.sign(kClaims), small.keySet()),
              HasSubstr("signature does not verify"));
}

// --- choosing the key

TEST(IdTokenKey, IsChosenByItsKid) {
  const TokenSigner other("ES256");
  const std::string token = signer().sign(R"({"alg":"ES256","kid":"b"})", kClaims);
  const std::string keys = R"({"keys":[)" + other.publicKey(R"("kid":"a")") + "," +
                           signer().publicKey(R"("kid":"b")") + "]}";
  EXPECT_EQ(verifyIdToken(token, keys, expectations(), kNow).issuer, kIssuer);
  const std::string swapped = R"({"keys":[)" + signer().publicKey(R"("kid":"a")") + "," +
                              other.publicKey(R"("kid":"b")") + "]}";
  EXPECT_THAT(refusalOf(token, swapped), HasSubstr("signature does not verify"));
}

TEST(IdTokenKey, WithoutAKidIsAnyThatFits) {
  const TokenSigner other("ES256");
  const std::string keys = R"({"keys":[7,{"kty":"RSA"},{"kty":"EC","crv":"P-384"},)" +
                           other.publicKey() + "," + signer().publicKey(R"("kid":"b")") + "]}";
  EXPECT_EQ(verifyIdToken(signer().sign(kClaims), keys, expectations(), kNow).issuer, kIssuer);
}

TEST(IdTokenKey, IsNotOneForAnotherUseOperationOrAlgorithm) {
  for (const char* members : {R"("use":"enc")", R"("alg":"ES384")", R"("key_ops":["sign"])",
                              R"("key_ops":"verify")", R"("use":7)", R"("alg":"RS256")"}) {
    EXPECT_THAT(refusalOf(signer().sign(kClaims), signer().keySet(members)),
                HasSubstr("publishes no key"))
        << members;
  }
  const std::string fitting = R"("use":"sig","alg":"ES256","key_ops":["encrypt","verify"])";
  EXPECT_EQ(
      verifyIdToken(signer().sign(kClaims), signer().keySet(fitting), expectations(), kNow).issuer,
      kIssuer);
}

TEST(IdTokenKey, ThatIsBrokenVerifiesNothing) {
  const std::string zeros(43, 'A');
  for (const std::string& key :
       {std::string(R"({"kty":"EC","crv":"P-256"})"),
        std::string(R"({"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"})"),
        R"({"kty":"EC","crv":"P-256","x":")" + zeros + R"(","y":")" + zeros + "\"}",
        replaced(signer().publicKey(), R"("x":")", R"("x":"=)")}) {
    EXPECT_THAT(refusalOf(signer().sign(kClaims), R"({"keys":[)" + key + "]}"),
                HasSubstr("signature does not verify"))
        << key;
  }
  const TokenSigner& rsa = signerOf("RS256");
  for (const char* key : {R"({"kty":"RSA"})", R"({"kty":"RSA","n":"AQAB","e":"AQAB"})",
                          R"({"kty":"RSA","n":7,"e":"AQAB"})", R"({"kty":"RSA","n":"","e":""})"}) {
    EXPECT_THAT(refusalOf(rsa.sign(kClaims), R"({"keys":[)" + std::string(key) + "]}"),
                HasSubstr("signature does not verify"))
        << key;
  }
}

TEST(IdTokenKey, SetThatCannotBeReadIsRefused) {
  for (const char* keys : {"", "<html>", "[]", "{}", R"({"keys":{}})", R"({"keys":null})"}) {
    EXPECT_THAT(refusalOf(signer().sign(kClaims), keys), HasSubstr("JWKS")) << keys;
  }
}

// R17, key rotation: whoever verifies fetches the keys again when this says no.
TEST(IdTokenKey, IsReportedMissingWhenTheProviderMayHaveChangedItsKeys) {
  const std::string token = signer().sign(R"({"alg":"ES256","kid":"new"})", kClaims);
  EXPECT_FALSE(hasKeyFor(token, signer().keySet(R"("kid":"old")")));
  EXPECT_FALSE(hasKeyFor(token, "<html>"));
  EXPECT_TRUE(hasKeyFor(token, signer().keySet(R"("kid":"new")")));
  EXPECT_FALSE(hasKeyFor(signer().sign(kClaims), TokenSigner("ES256").keySet()));
}

TEST(IdTokenKey, IsNotReportedMissingForATextThatNoKeyWouldHelp) {
  EXPECT_TRUE(hasKeyFor("no token", signer().keySet()));
  EXPECT_TRUE(hasKeyFor(signer().sign(R"({"alg":"none"})", kClaims), signer().keySet()));
}

// --- form

TEST(IdTokenForm, MustBeThreeStrictParts) {
  const std::string token = signer().sign(kClaims);
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("a.b"), std::string(".."), token + ".",
        token + ".a", token + "=", " " + token, replaced(token, ".", "=."),
        token.substr(0, token.find('.'))}) {
    refusalOf(text, signer().keySet());
  }
}

TEST(IdTokenForm, MustBeJsonObjectsThatNameNothingTwice) {
  EXPECT_THAT(refusalOf(signer().sign("[]", kClaims), signer().keySet()),
              HasSubstr("header is not an object"));
  EXPECT_THAT(refusalOf(signer().sign("{", kClaims), signer().keySet()),
              HasSubstr("header is not JSON"));
  EXPECT_THAT(refusalOfClaims("[]"), HasSubstr("payload is not an object"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "{", R"({"iss":"https://issuer.example",)")),
              HasSubstr("payload is not JSON"));
}

// RFC 7515 section 4.1.11: extensions that are not understood.
TEST(IdTokenForm, MayNotDemandExtensions) {
  EXPECT_THAT(
      refusalOf(signer().sign(R"({"alg":"ES256","crit":["exp"]})", kClaims), signer().keySet()),
      HasSubstr("crit"));
}

TEST(IdTokenForm, MayNotHaveAKidThatIsNoText) {
  EXPECT_THAT(refusalOf(signer().sign(R"({"alg":"ES256","kid":7})", kClaims), signer().keySet()),
              HasSubstr("kid"));
}

TEST(IdTokenForm, IsAtMost32Kilobytes) {
  EXPECT_THAT(refusalOfClaims(std::string(33 * 1024, ' ') + kClaims), HasSubstr("32 KB"));
}

// --- claims (OpenID Connect Core section 3.1.3.7)

TEST(IdTokenClaims, MustNameTheExactIssuer) {
  for (const char* issuer : {R"("https://issuer.example/")", R"("https://evil.example")", "7",
                             R"(["https://issuer.example"])"}) {
    EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("https://issuer.example")", issuer)),
                HasSubstr("iss"))
        << issuer;
  }
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("iss":"https://issuer.example",)", "")),
              HasSubstr("iss"));
}

TEST(IdTokenClaims, MustNameThisClientAsAudience) {
  for (const char* audience :
       {R"("other")", R"([])", R"(["other"])", "7", "null", R"(["client",7])", R"("Client")"}) {
    EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("client")", audience)), HasSubstr("aud"))
        << audience;
  }
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("aud":"client",)", "")), HasSubstr("aud"));
  accept(replaced(kClaims, R"("client")", R"(["client"])"));
}

TEST(IdTokenClaims, WithSeveralAudiencesMustNameThisClientAsAzp) {
  const std::string several = replaced(kClaims, R"("client")", R"(["other","client"])");
  EXPECT_THAT(refusalOfClaims(several), HasSubstr("azp"));
  EXPECT_THAT(refusalOfClaims(replaced(several, "{", R"({"azp":"other",)")), HasSubstr("azp"));
  accept(replaced(several, "{", R"({"azp":"client",)"));
}

TEST(IdTokenClaims, MayNotNameAnotherClientAsAzp) {
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "{", R"({"azp":"other",)")), HasSubstr("azp"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "{", R"({"azp":7,)")), HasSubstr("azp"));
}

TEST(IdTokenClaims, ExpireAfterTheLeeway) {
  accept(replaced(kClaims, "1767226200", "1767225541"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "1767226200", "1767225540")), HasSubstr("exp"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "1767226200", "-1e400")), HasSubstr("exp"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "1767226200", R"("1767226200")")),
              HasSubstr("exp is not a number"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("exp":1767226200,)", "")), HasSubstr("no exp"));
}

TEST(IdTokenClaims, MayNotComeFromTheFuture) {
  accept(replaced(kClaims, "\"iat\":1767225600", "\"iat\":1767225660"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "\"iat\":1767225600", "\"iat\":1767225661")),
              HasSubstr("iat"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"(,"iat":1767225600)", "")), HasSubstr("no iat"));
  accept(replaced(kClaims, "{", R"({"nbf":1767225660,)"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "{", R"({"nbf":1767225661,)")), HasSubstr("nbf"));
}

TEST(IdTokenClaims, MayCarryTimesWithFractions) {
  accept(replaced(kClaims, "1767226200", "1767226200.5"));
}

TEST(IdTokenClaims, MustCarryTheNonceOfThisLogin) {
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, "n-0S6", "n-0S7")), HasSubstr("nonce"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("n-0S6")", "7")), HasSubstr("nonce"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("nonce":"n-0S6",)", "")), HasSubstr("nonce"));
}

TEST(IdTokenClaims, NeedNoNonceOnRefresh) {
  IdTokenExpectations expected = expectations();
  expected.nonce.clear();
  accept(kClaims, expected);
  accept(replaced(kClaims, R"("nonce":"n-0S6",)", ""), expected);
}

TEST(IdTokenClaims, MustNameASubject) {
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("248289761001")", R"("")")), HasSubstr("sub"));
  EXPECT_THAT(refusalOfClaims(replaced(kClaims, R"("248289761001")", "7")), HasSubstr("sub"));
}

}  // namespace
}  // namespace patchbay::oauth
