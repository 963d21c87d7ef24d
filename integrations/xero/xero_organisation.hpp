#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace patchbay {

/// What `GET /Organisation` tells about the reports of an organisation.
struct XeroOrganisation {
  std::string currency;        ///< ISO 4217, e.g. `AUD`; empty when Xero names none
  std::string time_zone;       ///< IANA's name; empty when Xero's is not known here
  std::string xero_time_zone;  ///< as Xero names it

  XeroOrganisation() = default;
};

/// Pure; what is missing or cannot be read is empty.
XeroOrganisation readOrganisation(const boost::json::value& answer);

}  // namespace patchbay
