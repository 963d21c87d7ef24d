#include "tools/sandbox/xero/reports/posting_sums.hpp"

namespace patchbay::sandbox::xero {

std::vector<Figures> sumPostings(const Ledger& ledger, Basis basis, const std::vector<Span>& spans,
                                 Day today) {
  std::vector<Figures> sums(ledger.accounts().size(), Figures(spans.size()));
  for (const Posting& posting : ledger.postings(basis)) {
    if (posting.date > today) continue;
    for (std::size_t column = 0; column < spans.size(); ++column) {
      if (posting.date < spans[column].from || posting.date > spans[column].to) continue;
      auto& figure = sums[posting.account][column];
      figure = figure.value_or(0) + posting.cents;
    }
  }
  return sums;
}

}  // namespace patchbay::sandbox::xero
