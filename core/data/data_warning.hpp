#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/export.hpp"

namespace patchbay {

/// What a reader of data must know about them: something is missing, was left out, or is not final.
/// The data beside it are right; a warning never stands for a guess.
struct DataWarning {
  std::string code;     ///< stable, snake_case, e.g. `missing_permission`, `salary_unknown`
  std::string text;     ///< thing, cause, cure, for people
  std::string subject;  ///< what it is about: a series' key, an employee's id, a date; or empty

  DataWarning(std::string warning_code, std::string for_people, std::string about = {})
      : code(std::move(warning_code)), text(std::move(for_people)), subject(std::move(about)) {}

  friend bool operator==(const DataWarning&, const DataWarning&) = default;
};

/// `[{"code":...,"text":...,"subject":...}, ...]`; `subject` is null where there is none.
PATCHBAY_EXPORT boost::json::array toJson(const std::vector<DataWarning>& warnings);

}  // namespace patchbay
