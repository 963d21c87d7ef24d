#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace patchbay {

/// The part of Gusto's data adapter that exists: who the employees are. What they cost is not
/// converted yet, so `makeFetchAdapter` offers none.
///
/// Pure. `employees` is the answer of `GET /v1/companies/{uuid}/employees`; the result is a list of
/// `{"id","name","title","department"}`. The title is that of the primary job; texts that Gusto
/// leaves out are empty, as they are for people who are still being hired.
/// @throws IntegrationError `malformed_answer` when it is no list.
boost::json::array toEmployees(const boost::json::value& employees);

}  // namespace patchbay
