#include "xero_organisation.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "xero_json.hpp"
#include "xero_time_zone.hpp"

namespace patchbay {
namespace {

bool isCurrency(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

XeroOrganisation readOrganisation(const boost::json::value& answer) {
  XeroOrganisation organisation;
  const auto& list = listMember(answer, "Organisations");
  if (list.empty()) return organisation;
  const auto currency = textMember(list[0], "BaseCurrency");
  if (isCurrency(currency)) organisation.currency = currency;
  organisation.xero_time_zone = textMember(list[0], "Timezone");
  organisation.time_zone = ianaTimeZone(organisation.xero_time_zone);
  return organisation;
}

}  // namespace patchbay
