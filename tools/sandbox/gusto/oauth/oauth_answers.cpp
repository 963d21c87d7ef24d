#include "tools/sandbox/gusto/oauth/oauth_answers.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

namespace patchbay::sandbox::gusto {

http::ServerResponse oauthAnswer(unsigned status, std::string body) {
  http::ServerResponse answer(status);
  answer.with("Content-Type", "application/json; charset=utf-8")
      .with("Cache-Control", "no-store")
      .with("Pragma", "no-cache");
  answer.body = std::move(body);
  return answer;
}

http::ServerResponse oauthError(const OAuthRefusal& refusal) {
  const boost::json::object body{{"error", refusal.error()}, {"error_description", refusal.what()}};
  return oauthAnswer(refusal.status(), boost::json::serialize(body))
      .with("WWW-Authenticate", bearerChallenge(refusal.error(), refusal.what()));
}

std::string bearerChallenge(const std::string& error, const std::string& description) {
  return "Bearer realm=\"Gusto sandbox\", error=\"" + error + "\", error_description=\"" +
         description + "\"";
}

}  // namespace patchbay::sandbox::gusto
