#include "tools/sandbox/xero/api/connection_endpoints.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "tools/sandbox/common/oauth/sign_in.hpp"
#include "tools/sandbox/common/request_parameters.hpp"

namespace patchbay::sandbox::xero {

namespace json = boost::json;

http::ServerResponse ConnectionEndpoints::list(const http::ServerRequest& request,
                                               const TokenPair& caller) const {
  json::array list;
  for (const Connection& one :
       connections_.list(caller.client_id, valueOf(request.query, "authEventId"))) {
    list.push_back(
        json::object{{"id", one.id},
                     {"authEventId", one.auth_event_id},
                     {"tenantId", one.tenant_id},
                     {"tenantType", "ORGANISATION"},
                     {"tenantName", findOrganisation(organisations_, one.tenant_id)->name},
                     {"createdDateUtc", one.created},
                     {"updatedDateUtc", one.updated}});
  }
  return http::ServerResponse::json(200, json::serialize(list));
}

http::ServerResponse ConnectionEndpoints::remove(const http::ServerRequest& request,
                                                 const TokenPair& caller) {
  const bool was_there = connections_.remove(caller.client_id, request.pathValue("id"));
  return http::ServerResponse(was_there ? 204 : 404);
}

http::ServerResponse ConnectionEndpoints::userinfo(const TokenPair& caller) const {
  json::object info{{"xero_userid", DemoUser::kId}};
  if (holdsScope(caller.scope, "email")) info["email"] = SignIn::kEmail;
  if (holdsScope(caller.scope, "profile")) {
    info["given_name"] = DemoUser::kGivenName;
    info["family_name"] = DemoUser::kFamilyName;
  }
  return http::ServerResponse::json(200, json::serialize(info));
}

}  // namespace patchbay::sandbox::xero
