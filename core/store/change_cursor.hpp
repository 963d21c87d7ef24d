#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/export.hpp"
#include "core/store/integration_store.hpp"

namespace patchbay {

/// Where one host stands in the feed of changes, so that it misses none. Pure; one thread at a
/// time.
///
/// A change's number is given out before its transaction commits, so a smaller number may appear
/// after a greater one, or never, when its transaction was rolled back. The cursor therefore stands
/// before the first number that is missing, reads what follows again at every look, and reports
/// each change once. A missing number is given up when a greater one has been seen for
/// `patient_looks` that were counted: longer than any transaction may last. Looks are counted, and
/// not time, because a host's clock may be set.
class PATCHBAY_EXPORT ChangeCursor {
 public:
  explicit ChangeCursor(std::int64_t patient_looks) : patient_looks_(patient_looks) {}

  /// What to read next: the changes after this number. A look is read page by page.
  std::int64_t next() const { return next_; }

  /// Whether changes may have been missed: at the very first page, and when the feed was trimmed
  /// past the cursor or has gone back (a database restored from a backup). What is known then is
  /// to be forgotten; `restart`, and read on.
  bool hasLostTrack(const GrantChanges& page) const;
  void restart(const GrantChanges& page);

  /// Takes a page; returns the changes not seen before.
  std::vector<GrantChange> accept(const GrantChanges& page);

  /// The page was the look's last one.
  void endLook();

  /// After the looks that a host makes at an even pace, and not after others: whoever looks more
  /// often must not be less patient.
  void countLook() { ++look_; }

 private:
  static constexpr std::int64_t kNowhere = -1;

  const std::int64_t patient_looks_;
  std::int64_t look_ = 0;
  std::int64_t mark_ = kNowhere;  ///< all up to this one was seen, or given up
  std::int64_t next_ = 0;
  /// Numbers beyond the mark, and since which counted look.
  std::map<std::int64_t, std::int64_t> seen_;
};

}  // namespace patchbay
