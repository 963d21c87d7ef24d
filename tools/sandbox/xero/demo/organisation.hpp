#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/sandbox/xero/demo/ledger.hpp"

namespace patchbay::sandbox::xero {

/// An invented organisation of the demo user.
struct Organisation {
  std::string id;  ///< the tenant id
  std::string name;
  std::string short_code;
  std::string edition;   ///< `Version` of the API
  std::string currency;  ///< ISO 4217
  std::string country;   ///< ISO 3166
  std::string timezone;  ///< one of Xero's own names
  unsigned year_end_day;
  unsigned year_end_month;
  Ledger ledger;
};

/// The same at every start. Their books reach from 2021 (2023) to the end of 2036; what lies after
/// today is not in them yet, as far as the API tells.
std::vector<Organisation> makeDemoOrganisations();

/// Null when there is none with that id.
const Organisation* findOrganisation(const std::vector<Organisation>& organisations,
                                     std::string_view id);

}  // namespace patchbay::sandbox::xero
