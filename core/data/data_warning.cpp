#include "core/data/data_warning.hpp"

#include <boost/json/object.hpp>

namespace patchbay {

boost::json::array toJson(const std::vector<DataWarning>& warnings) {
  boost::json::array list;
  list.reserve(warnings.size());
  for (const DataWarning& warning : warnings) {
    boost::json::object described;
    described["code"] = warning.code;
    described["text"] = warning.text;
    described["subject"] =
        warning.subject.empty() ? boost::json::value() : boost::json::value(warning.subject);
    list.push_back(std::move(described));
  }
  return list;
}

}  // namespace patchbay
