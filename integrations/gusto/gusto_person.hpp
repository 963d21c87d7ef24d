#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "core/data/payroll.hpp"
#include "core/data/payroll_cost.hpp"

namespace patchbay {

/// One employee as Gusto tells it, in the shape of all providers.
struct GustoPerson {
  Employee employee;  ///< an empty id: the record names none
  bool has_jobs = false;
  bool tells_pay = false;  ///< some job has a field about pay, be it empty
  std::vector<DataWarning> warnings;

  GustoPerson() = default;
};

/// Reads one entry of the list of employees. Pure; the entry is not changed.
///
/// The intervals of employment come from the hire dates of the jobs and from all terminations,
/// past, in force and planned, whatever the flag `terminated` says. The pay comes from the history
/// of each job, in which a raise that is planned counts from its day on.
GustoPerson readGustoPerson(const boost::json::object& employee, const HoursPolicy& hours,
                            Day today);

}  // namespace patchbay
