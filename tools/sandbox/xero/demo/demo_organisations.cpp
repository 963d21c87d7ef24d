#include <algorithm>

#include "tools/sandbox/xero/demo/demo_books.hpp"
#include "tools/sandbox/xero/demo/organisation.hpp"

namespace patchbay::sandbox::xero {

std::vector<Organisation> makeDemoOrganisations() {
  std::vector<Organisation> organisations;
  organisations.push_back({"1b7e3c94-58a2-4f60-b1d7-94c0e6a2f583", "Kestrel Point Roasters Pty Ltd",
                           "!kp4Rt", "AU", "AUD", "AU", "AUSEASTERNSTANDARDTIME", 30, 6,
                           roasterBooks()});
  organisations.push_back({"c40d92f7-6e1b-4a35-8f29-7d51b3e08a6c", "Foxglove & Finch Ltd", "!fF7bq",
                           "UK", "GBP", "GB", "GMTSTANDARDTIME", 31, 3, studioBooks()});
  return organisations;
}

const Organisation* findOrganisation(const std::vector<Organisation>& organisations,
                                     std::string_view id) {
  const auto found =
      std::find_if(organisations.begin(), organisations.end(),
                   [id](const Organisation& organisation) { return organisation.id == id; });
  return found == organisations.end() ? nullptr : &*found;
}

}  // namespace patchbay::sandbox::xero
