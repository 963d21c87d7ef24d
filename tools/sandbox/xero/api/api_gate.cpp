#include "tools/sandbox/xero/api/api_gate.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "core/crypto/random.hpp"
#include "tools/sandbox/common/uuid.hpp"
#include "tools/sandbox/xero/api/xml_text.hpp"

namespace patchbay::sandbox::xero {
namespace {

namespace json = boost::json;

/// `01/01/2026 08:45:21`.
std::string dayFirst(TimePoint time) {
  const std::string text = toRfc3339(time);
  return text.substr(8, 2) + "/" + text.substr(5, 2) + "/" + text.substr(0, 4) + " " +
         text.substr(11, 8);
}

http::ServerResponse problem(const ApiRefusal& refusal, const std::string& correlation_id) {
  const json::object body{
      {"Type", nullptr},          {"Title", refusal.title()},   {"Status", refusal.status()},
      {"Detail", refusal.what()}, {"Instance", correlation_id}, {"Extensions", json::object()}};
  auto answer = http::ServerResponse::json(refusal.status(), json::serialize(body));
  if (!refusal.challenge().empty()) answer.with("WWW-Authenticate", refusal.challenge());
  return answer;
}

bool wantsJson(const http::ServerRequest& request) {
  return request.header("Accept").value_or("").find("json") != std::string_view::npos;
}

/// As JSON where the request accepts it, else as XML.
http::ServerResponse written(const http::ServerRequest& request, unsigned status,
                             std::string_view xml_root, const json::object& document) {
  http::ServerResponse answer(status);
  const bool as_json = wantsJson(request);
  answer.with("Content-Type",
              as_json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8");
  answer.body = as_json ? json::serialize(document) : xmlText(xml_root, document);
  return answer;
}

json::object validationDocument(const ValidationRefusal& refusal) {
  const json::object error{{"Message", refusal.what()}};
  return {{"ErrorNumber", 10},
          {"Type", "ValidationException"},
          {"Message", "A validation exception occurred"},
          {"Elements", json::array{json::object{{"ValidationErrors", json::array{error}}}}}};
}

http::ServerResponse carriedOut(const http::ServerRequest& request, const AccountingCall& call,
                                const Organisation& organisation) {
  try {
    return written(request, 200, "Response", call(request, organisation));
  } catch (const ValidationRefusal& refusal) {
    return written(request, 400, "ApiException", validationDocument(refusal));
  }
}

bool holdsOneOf(const TokenPair& caller, const std::string& scopes) {
  const auto wanted = splitScopes(scopes);
  return std::any_of(wanted.begin(), wanted.end(), [&caller](const std::string& scope) {
    return holdsScope(caller.scope, scope);
  });
}

}  // namespace

std::string tenantOf(const http::ServerRequest& request) {
  return std::string(request.header("xero-tenant-id").value_or(""));
}

ApiGate::ApiGate(const Uses& uses) : on_(uses), limits_(uses.settings, *under_way_, uses.clock) {}

Answer ApiGate::guard(PlainCall call) {
  return [this, call = std::move(call)](const http::ServerRequest& request) {
    return serve(request, call);
  };
}

Answer ApiGate::guardAccounting(std::string scopes, AccountingCall call) {
  return guard([this, scopes = std::move(scopes), call = std::move(call)](
                   const http::ServerRequest& request, const TokenPair& caller) {
    return serveAccounting(request, caller, scopes, call);
  });
}

EndpointEvents ApiGate::events() {
  EndpointEvents events;
  events.arrived = [under_way = under_way_, calls = calls_,
                    &clock = on_.clock](const http::ServerRequest& request) {
    under_way->begin(tenantOf(request));
    calls->arrived(request, clock.now());
  };
  events.left = [under_way = under_way_](const http::ServerRequest& request) {
    under_way->end(tenantOf(request));
  };
  return events;
}

const TokenPair& ApiGate::authenticate(const http::ServerRequest& request) {
  const std::string token = bearerToken(request);
  const TokenPair* pair = token.empty() ? nullptr : on_.book.use(token);
  if (token.empty()) throw ApiRefusal(401, "Unauthorized", "AuthenticationUnsuccessful");
  if (!pair) throw ApiRefusal(401, "Unauthorized", "TokenInvalidSignature");
  const std::string death = on_.book.deathOf(*pair);
  if (!death.empty()) on_.notes.deadAccessToken(request, *pair, death);
  // A signed token stays what it is until it expires; a revocation shows in what it reaches.
  if (pair->expires_at <= on_.clock.now()) {
    throw ApiRefusal(401, "Unauthorized",
                     "TokenExpired: token expired at " + dayFirst(pair->expires_at));
  }
  return *pair;
}

const Organisation& ApiGate::organisationOf(const http::ServerRequest& request,
                                            const TokenPair& caller) const {
  const std::string tenant = tenantOf(request);
  const Organisation* organisation = findOrganisation(on_.organisations, tenant);
  if (!organisation || !on_.connections.isConnected(caller.client_id, tenant)) {
    throw ApiRefusal(403, "Forbidden", "AuthenticationUnsuccessful");
  }
  return *organisation;
}

http::ServerResponse ApiGate::serve(const http::ServerRequest& request, const PlainCall& call) {
  const std::string correlation_id = uuidFrom(crypto::randomToken());
  http::ServerResponse answer(200);
  try {
    answer = call(request, authenticate(request));
  } catch (const ApiRefusal& refusal) {
    answer = problem(refusal, correlation_id);
  }
  calls_->answered(request, answer.status);
  return answer.with("Xero-Correlation-Id", correlation_id);
}

http::ServerResponse ApiGate::serveAccounting(const http::ServerRequest& request,
                                              const TokenPair& caller, const std::string& scopes,
                                              const AccountingCall& call) {
  if (!holdsOneOf(caller, scopes)) {
    throw ApiRefusal(401, "Unauthorized", "AuthorizationUnsuccessful", "insufficient_scope");
  }
  const Organisation& organisation = organisationOf(request, caller);
  const std::string limit = limits_.admit(caller.client_id, organisation.id);
  http::ServerResponse answer(429);
  if (limit.empty()) answer = carriedOut(request, call, organisation);
  limits_.addHeaders(answer, caller.client_id, organisation.id, limit);
  return answer;
}

}  // namespace patchbay::sandbox::xero
