#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "tools/sandbox/gusto/api/employee_list.hpp"

namespace patchbay::sandbox::gusto {

/// The `include` parameter: a comma separated list; unknown entries are ignored.
class Include {
 public:
  explicit Include(std::string list) : list_("," + std::move(list) + ",") {}
  bool has(std::string_view entry) const {
    return list_.find("," + std::string(entry) + ",") != std::string::npos;
  }

 private:
  std::string list_;
};

/// Whether a person's last day is past and nobody hired them again.
bool hasLeft(const boost::json::object& person, std::string_view today);

/// A person as one caller sees them today. Without the scope the pay members are absent, not null:
/// a trap that Gusto documents. By default a job shows its current compensation only.
boost::json::object project(const boost::json::object& person, const EmployeeView& view,
                            const Include& include);

}  // namespace patchbay::sandbox::gusto
