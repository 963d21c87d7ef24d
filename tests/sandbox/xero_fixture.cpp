#include "tests/sandbox/xero_fixture.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "core/crypto/digest.hpp"
#include "core/http/form.hpp"

namespace patchbay::sandbox {

namespace json = boost::json;
using testing::PlainAnswer;

std::string XeroTest::authorizeXero(std::string_view scopes, const Fields& more) {
  Fields fields{{"client_id", "sandbox-client"},
                {"response_type", "code"},
                {"state", "xyz"},
                {"scope", std::string(scopes)},
                {"redirect_uri", std::string(kCallback)}};
  fields.insert(fields.end(), more.begin(), more.end());
  return "/identity/connect/authorize?" + http::encodeForm(fields);
}

std::string XeroTest::consentTo(std::string_view organisation, std::string_view scopes,
                                const Fields& more) {
  const std::string target = authorizeXero(scopes, more) + "&sandbox_organisation=";
  return get(target + std::string(organisation)).header("Location").value_or("");
}

PlainAnswer XeroTest::tokenForm(const Fields& fields) {
  auto request = testing::postForm("/connect/token", http::encodeForm(fields));
  request.headers.emplace_back("Authorization",
                               "Basic " + crypto::base64("sandbox-client:sandbox-secret"));
  return send(request);
}

PlainAnswer XeroTest::redeem(const std::string& code, const Fields& more) {
  Fields fields{{"grant_type", "authorization_code"},
                {"code", code},
                {"redirect_uri", std::string(kCallback)}};
  fields.insert(fields.end(), more.begin(), more.end());
  return tokenForm(fields);
}

PlainAnswer XeroTest::refreshXero(const json::object& pair) {
  return tokenForm(
      {{"grant_type", "refresh_token"}, {"refresh_token", text(pair, "refresh_token")}});
}

json::object XeroTest::connectXero(std::string_view organisation, std::string_view scopes) {
  const PlainAnswer answer = redeem(queryValueOf(consentTo(organisation, scopes), "code"));
  EXPECT_EQ(answer.status, 200u) << answer.body;
  return answer.json().as_object();
}

PlainAnswer XeroTest::accounting(const json::object& pair, const std::string& path,
                                 std::string_view tenant) {
  auto request = testing::get("/api.xro/2.0/" + path, text(pair, "access_token"));
  request.headers.emplace_back("Accept", "application/json");
  if (!tenant.empty()) request.headers.emplace_back("xero-tenant-id", std::string(tenant));
  return send(request);
}

std::string queryValueOf(const std::string& url, const std::string& name) {
  const auto query = http::parseForm(url.substr(std::min(url.size(), url.find('?') + 1)));
  for (const auto& [key, value] : query.value_or(oauth::Parameters())) {
    if (key == name) return value;
  }
  return {};
}

json::object claimsOf(const std::string& token) {
  const std::size_t begin = token.find('.') + 1;
  const auto payload =
      crypto::parseBase64url(std::string_view(token).substr(begin, token.rfind('.') - begin));
  return json::parse(payload.value_or("{}")).as_object();
}

}  // namespace patchbay::sandbox
