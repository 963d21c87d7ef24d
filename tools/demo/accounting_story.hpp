#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "tools/demo/customer.hpp"
#include "tools/demo/stage.hpp"
#include "tools/demo/web.hpp"

namespace patchbay::demo {

/// Two organisations at Xero in one workspace, one of them chosen, and 24 months of both its
/// reports, compared with what is posted in its books.
class AccountingStory {
 public:
  explicit AccountingStory(const Stage& stage) : stage_(stage), customer_(stage) {}

  /// @throws std::runtime_error naming the step that did not hold.
  void tell();

 private:
  void connectBoth();
  void choose();
  void fetchMonths();
  void compareWithPostings();
  void fetchAgain();

  http::HttpResponse ask(const std::string& what);
  std::string dataQuery() const;
  /// How many calls for that report reached Xero since the last look.
  std::size_t callsFor(const std::string& report);
  /// What the sandbox's postings say of a month.
  boost::json::value postedIn(const std::string& month_end);
  /// Compares one month. @returns how many figures it had.
  std::size_t compareMonth(const std::string& month_end);

  const Stage& stage_;
  Customer customer_;
  Web web_;
  boost::json::object batch_;
};

}  // namespace patchbay::demo
