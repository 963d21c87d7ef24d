#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tools/sandbox/common/oauth/sign_in.hpp"
#include "tools/sandbox/common/uuid.hpp"

namespace patchbay::sandbox::gusto {

/// A company of the demo administrator, with its people as `GET .../employees` would give them to a
/// caller who may see everything: each job holds all its compensations, past and planned ones, and
/// none of the members that depend on today's date or on the caller's scopes.
struct Company {
  std::string uuid;
  std::string name;
  boost::json::object document;  ///< as `GET /v1/companies/{uuid}` gives it, with all scopes
  std::vector<boost::json::object> employees;
};

/// The administrator who signs in on the consent page.
struct DemoAdmin {
  static constexpr std::string_view kUuid = "c3a9e7f2-41bd-4f6a-8a17-6de0f91b2c44";
  static constexpr std::string_view kEmail = SignIn::kEmail;
};

/// The invented companies. The same at every start: uuids are derived from names.
std::vector<Company> makeDemoCompanies();

/// The people of one company; see `demo_people.cpp`.
std::vector<boost::json::object> makeDemoPeople(std::string_view company_uuid,
                                                std::string_view company_name);

/// A resource's `version`: 32 hexadecimal digits that depend on `seed` only.
std::string versionFrom(std::string_view seed);

}  // namespace patchbay::sandbox::gusto
