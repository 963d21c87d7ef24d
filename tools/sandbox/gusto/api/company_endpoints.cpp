#include "tools/sandbox/gusto/api/company_endpoints.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "tools/sandbox/gusto/api/api_gate.hpp"
#include "tools/sandbox/gusto/api/employee_list.hpp"

namespace patchbay::sandbox::gusto {
namespace {

namespace json = boost::json;

/// A resource of the application itself, named by its client id.
json::object resourceOf(const TokenPair& caller) {
  if (caller.company.empty()) {
    return {{"type", "Oauth::Application"}, {"uuid", uuidFrom("application " + caller.client_id)}};
  }
  return {{"type", "Company"}, {"uuid", caller.company}};
}

json::value ownerOf(const TokenPair& caller) {
  if (caller.company.empty()) return nullptr;
  return json::object{{"type", "CompanyAdmin"}, {"uuid", DemoAdmin::kUuid}};
}

void addPagingHeaders(http::ServerResponse& answer, const EmployeePage& page) {
  if (!page.page) return;
  const std::size_t pages = (page.total + page.per - 1) / page.per;
  answer.with("X-Page", std::to_string(*page.page))
      .with("X-Per-Page", std::to_string(page.per))
      .with("X-Total-Pages", std::to_string(pages))
      .with("X-Total-Count", std::to_string(page.total));
}

}  // namespace

const Company& CompanyEndpoints::companyOf(const http::ServerRequest& request,
                                           const TokenPair& caller) const {
  if (caller.company.empty()) {
    throw ApiRefusal(403, "missing_scope", "A system token cannot read a company's data.");
  }
  const std::string& uuid = request.pathValue("company_uuid");
  const auto company = std::find_if(companies_.begin(), companies_.end(),
                                    [&uuid](const Company& one) { return one.uuid == uuid; });
  if (company == companies_.end() || uuid != caller.company) {
    throw ApiRefusal(404, "not_found", "There is no such company.");
  }
  return *company;
}

http::ServerResponse CompanyEndpoints::tokenInfo(const TokenPair& caller) const {
  const json::object info{{"scope", caller.scope},
                          {"resource", resourceOf(caller)},
                          {"resource_owner", ownerOf(caller)}};
  return http::ServerResponse::json(200, json::serialize(info));
}

http::ServerResponse CompanyEndpoints::company(const http::ServerRequest& request,
                                               const TokenPair& caller) const {
  json::object document = companyOf(request, caller).document;
  if (!holdsScope(caller.scope, "signatories:read")) {
    document.stable_erase("primary_signatory");
  } else if (!holdsScope(caller.scope, "employees:read")) {
    document.at("primary_signatory").get_object().stable_erase("home_address");
  }
  if (!holdsScope(caller.scope, "company_admin:read")) {
    document.stable_erase("primary_payroll_admin");
  }
  return http::ServerResponse::json(200, json::serialize(document));
}

http::ServerResponse CompanyEndpoints::employees(const http::ServerRequest& request,
                                                 const TokenPair& caller) const {
  const EmployeeView view{toRfc3339(clock_.now()).substr(0, 10),
                          holdsScope(caller.scope, "compensations:read"), settings_.forced_paging};
  const EmployeePage page = listEmployees(companyOf(request, caller), request.query, view);
  http::ServerResponse answer = http::ServerResponse::json(200, json::serialize(page.employees));
  addPagingHeaders(answer, page);
  return answer;
}

http::ServerResponse CompanyEndpoints::disconnect(const http::ServerRequest& request,
                                                  const TokenPair& caller) {
  if (!caller.company.empty()) {
    throw ApiRefusal(403, "missing_scope", "This call needs a system token.");
  }
  const std::string& uuid = request.pathValue("company_uuid");
  if (book_.disconnect(uuid, caller.client_id) == 0) {
    throw ApiRefusal(404, "not_found", "The application is not connected to this company.");
  }
  return http::ServerResponse(204);
}

http::ServerResponse CompanyEndpoints::unknownPath() {
  throw ApiRefusal(404, "not_found", "There is nothing here.");
}

}  // namespace patchbay::sandbox::gusto
