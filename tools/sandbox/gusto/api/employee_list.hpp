#pragma once

#include <boost/json/array.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/oauth/parameters.hpp"
#include "tools/sandbox/gusto/demo/demo_data.hpp"

namespace patchbay::sandbox::gusto {

/// What a caller gets to see, and when.
struct EmployeeView {
  std::string today;           ///< `YYYY-MM-DD`
  bool with_pay = false;       ///< the caller's token has `compensations:read`
  bool forced_paging = false;  ///< no `page` means the first one
};

/// One page of people, or all of them.
struct EmployeePage {
  boost::json::array employees;
  std::size_t total = 0;
  /// Empty when the caller asked for no page and so got everybody.
  std::optional<std::size_t> page;
  std::size_t per = 0;
};

/// Answers `GET /v1/companies/{uuid}/employees`: filters, sorts, pages, and leaves out what the
/// view does not show. Pure.
/// @throws ApiRefusal 422 `invalid_parameter` for a value that cannot be read.
EmployeePage listEmployees(const Company& company, const oauth::Parameters& query,
                           const EmployeeView& view);

}  // namespace patchbay::sandbox::gusto
