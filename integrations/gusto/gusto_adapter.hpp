#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/api/provider_api.hpp"
#include "core/base/settings.hpp"
#include "core/fetch/fetch_adapter.hpp"
#include "core/oauth_app.hpp"
#include "gusto_person.hpp"

namespace patchbay {

/// Makes payroll data of the pages of `GET /v1/companies/{uuid}/employees`, one after the other.
/// Pure: no page is kept or changed.
///
/// Nothing is guessed: what a person's record lacks, or what cannot be read in it, leaves that part
/// of the data out and adds a warning. Pay that is not told is unknown, which is not zero.
class GustoEmployees {
 public:
  GustoEmployees(DateRange range, Day today, HoursPolicy hours);

  /// @returns how many people came whom no page before had; a later record of the same person
  ///          takes the earlier one's place.
  /// @throws IntegrationError `malformed_answer` when it is no list.
  std::size_t addPage(const boost::json::value& page);

  /// Whoever was employed on some day of the range, in Gusto's order.
  PayrollData take();

 private:
  void add(GustoPerson person);
  void warnAboutPay(PayrollData& payroll) const;
  void warnAboutHours(PayrollData& payroll) const;

  DateRange range_;
  Day today_;
  HoursPolicy hours_;
  std::vector<GustoPerson> people_;
  std::unordered_map<std::string, std::size_t> places_;  // in people_, by uuid
  std::size_t unreadable_ = 0;
};

/// The employees of a company at Gusto, and what they cost.
class GustoAdapter final : public FetchAdapter {
 public:
  static constexpr ApiType kApiType = ApiType::payroll;

  /// @param api  must outlive this.
  GustoAdapter(ProviderApi& api, HoursPolicy hours);

  /// Asks for all pages of all employees, with the history of their pay where it may be read.
  /// @throws IntegrationError as `ProviderApi::fetch`, and `malformed_answer`.
  awaitable<NormalisedData> getData(DataRequest request) override;

 private:
  ProviderApi& api_;
  HoursPolicy hours_;
};

/// Hours a week by Gusto's employment status, and what `GUSTO_HOURS_PER_WEEK` changes about them.
/// @throws IntegrationError `settings_invalid`.
HoursPolicy gustoHours(const Settings& settings);

}  // namespace patchbay
