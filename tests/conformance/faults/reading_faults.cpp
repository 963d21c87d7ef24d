#include <utility>

#include "tests/conformance/faults/faulty_integration.hpp"
#include "tools/conformance/provider/id_token_writer.hpp"

// Faults in reading what the provider answers.

namespace patchbay::conformance {
namespace {

using http::HttpRequest;
using http::HttpResponse;
using http::RequestPurpose;

using TokenChange = std::function<void(IntegrationAccessToken&)>;

FaultCase reading(std::string name, std::set<std::string> fails, TokenChange change,
                  std::vector<std::string> along = {}) {
  FaultCase row = faultRow(std::move(name), std::move(fails), std::move(along));
  row.fault.token = std::move(change);
  return row;
}

using AnswerChange = std::function<void(const HttpRequest&, HttpResponse&)>;

FaultCase misreading(std::string name, std::set<std::string> fails, AnswerChange change,
                     std::vector<std::string> along = {}) {
  FaultCase row = faultRow(std::move(name), std::move(fails), std::move(along));
  row.fault.response = std::move(change);
  return row;
}

void addReadings(std::vector<FaultCase>& all) {
  all.push_back(reading("HandsOutAnotherToken", {"refresh.pair", "flow.connect"},
                        [](IntegrationAccessToken& token) {
                          token.access_token = Secret("x" + token.access_token.reveal());
                        },
                        {"tenants.*", "concurrency.*", "rotation.dead-token",
                         "exchange.scope-narrowed", "exchange.commit-first"}));
  all.push_back(reading("KeepsTheOldRefreshToken", {"rotation.new-token", "refresh.pair"},
                        [](IntegrationAccessToken& token) { token.refresh_token = Secret(); },
                        {"rotation.*", "secrecy.*", "tenants.refresh", "concurrency.*"}));
  all.push_back(reading("ForgetsTheRefreshToken", {"answers.no-refresh-token"},
                        [](IntegrationAccessToken& token) {
                          if (token.refresh_token.empty()) token.refresh_token = Secret("none");
                        }));
  all.push_back(reading("ForgetsAbsentScopes", {"exchange.scope-absent", "answers.no-scope"},
                        [](IntegrationAccessToken& token) {
                          if (token.scope == "read pay") token.scope = "none";
                        },
                        {"exchange.scope-narrowed"}));
  all.push_back(reading("ClaimsAllScopes", {"exchange.scope-narrowed"},
                        [](IntegrationAccessToken& token) { token.scope = "read pay"; }));
  all.push_back(reading("KnowsItsOwnExpiry",
                        {"answers.expires-text", "answers.expires-fraction",
                         "answers.expires-absent", "answers.expires-flag", "answers.expires-object",
                         "answers.expires-huge", "answers.expires-endless"},
                        [](IntegrationAccessToken& token) { token.expires_at += Seconds(777); }));
  FaultCase same = reading("ChangesTheRefreshToken", {"rotation.same-token"},
                           [](IntegrationAccessToken& token) { token.refresh_token = Secret("x"); },
                           {"refresh.pair", "answers.no-refresh-token"});
  same.fault.kind = Kind::open;
  all.push_back(std::move(same));
}

void addMisreadings(std::vector<FaultCase>& all) {
  all.push_back(misreading("RefusesUnknownMembers", {"answers.unknown-member"},
                           [](const HttpRequest&, HttpResponse& response) {
                             if (response.body.find(R"("kit":{)") != std::string::npos) {
                               response.body = "{}";
                             }
                           }));
  all.push_back(misreading("ComparesTypesExactly", {"answers.type-case"},
                           [](const HttpRequest&, HttpResponse& response) {
                             if (response.body.find("bEARER") != std::string::npos) {
                               response.body = "{}";
                             }
                           }));
  all.push_back(misreading("TakesARefusalForAPair", {"exchange.refused"},
                           [](const HttpRequest& asked, HttpResponse& response) {
                             const bool is_code = asked.purpose == RequestPurpose::connect;
                             if (!is_code || response.status != 400) return;
                             response.status = 200;
                             response.body = R"({"access_token":"made-up","token_type":"Bearer"})";
                           },
                           {"callback.replay"}));
  all.push_back(misreading("TakesNonsenseForTheFirstPair", {"exchange.unreadable"},
                           [](const HttpRequest& asked, HttpResponse& response) {
                             const bool is_code = asked.purpose == RequestPurpose::connect;
                             const bool is_pair =
                                 response.body.find(R"("token_type")") != std::string::npos;
                             if (!is_code || is_pair || response.status != 200) return;
                             response.body = R"({"access_token":"made-up","token_type":"Bearer"})";
                           },
                           {"tenants.*"}));
  all.push_back(misreading("MakesUpItsKeys", {"id-token.no-keys"},
                           [](const HttpRequest& asked, HttpResponse& response) {
                             if (!asked.url.ends_with("/jwks")) return;
                             response.status = 200;
                             OAuthApp app;
                             app.id_token_signing_algorithms = {"ES256"};
                             response.body = IdTokenWriter().keySet(app);
                           },
                           {"id-token.*"}));
  all.back().fault.kind = Kind::openid;
}

}  // namespace

std::vector<FaultCase> readingFaults() {
  std::vector<FaultCase> all;
  addReadings(all);
  addMisreadings(all);
  return all;
}

}  // namespace patchbay::conformance
