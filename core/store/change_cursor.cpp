#include "core/store/change_cursor.hpp"

#include <algorithm>

namespace patchbay {

bool ChangeCursor::hasLostTrack(const GrantChanges& page) const {
  if (mark_ == kNowhere || page.trimmed_through > mark_) return true;
  const std::int64_t last_seen = seen_.empty() ? mark_ : seen_.rbegin()->first;
  return std::max(page.newest, page.trimmed_through) < last_seen;
}

void ChangeCursor::restart(const GrantChanges& page) {
  mark_ = page.trimmed_through;
  next_ = mark_;
  seen_.clear();
}

std::vector<GrantChange> ChangeCursor::accept(const GrantChanges& page) {
  std::vector<GrantChange> fresh;
  for (const GrantChange& change : page.changes) {
    next_ = std::max(next_, change.sequence);
    if (change.sequence <= mark_) continue;
    if (seen_.emplace(change.sequence, look_).second) fresh.push_back(change);
  }
  return fresh;
}

// Numbers are given out in order: once one has been seen for long, no smaller one is under way.
void ChangeCursor::endLook() {
  while (!seen_.empty()) {
    const auto [number, since] = *seen_.begin();
    if (number != mark_ + 1 && look_ - since < patient_looks_) break;
    mark_ = number;
    seen_.erase(seen_.begin());
  }
  next_ = mark_;
}

}  // namespace patchbay
