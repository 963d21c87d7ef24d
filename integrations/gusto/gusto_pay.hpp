#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "core/data/payroll.hpp"

namespace patchbay {

/// What a job of Gusto's pays, over time.
struct GustoPay {
  std::vector<Compensation> history;
  bool is_told = false;               ///< Gusto sent a field about pay, be it empty
  std::vector<DataWarning> warnings;  ///< without a subject

  GustoPay() = default;
};

/// Reads the compensations of a job, or, without any, its current rate, which then counts from
/// `today` on: since when it was paid is not told. Pure.
GustoPay readGustoPay(const boost::json::object& job, Day today);

}  // namespace patchbay
