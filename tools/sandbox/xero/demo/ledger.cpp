#include "tools/sandbox/xero/demo/ledger.hpp"

#include <utility>

#include "tools/sandbox/common/uuid.hpp"

namespace patchbay::sandbox::xero {

Ledger::Ledger(std::string_view seed)
    : seed_(seed),
      bank_(addAccount("Business Account", AccountClass::bank)),
      receivable_(addAccount("Accounts Receivable", AccountClass::current_asset)),
      payable_(addAccount("Accounts Payable", AccountClass::current_liability)) {}

std::size_t Ledger::addAccount(std::string_view name, AccountClass type, std::string id) {
  if (id.empty()) {
    id = uuidFrom(seed_ + " account " + std::string(name) + std::to_string(static_cast<int>(type)));
  }
  accounts_.push_back({std::move(id), std::string(name), type});
  return accounts_.size() - 1;
}

void Ledger::record(Day date, Day paid, const std::vector<Line>& lines) {
  std::int64_t sum = 0;
  for (const Line& line : lines) {
    sum += line.cents;
    accrual_.push_back({date, line.account, line.cents});
    cash_.push_back({paid, line.account, line.cents});
  }
  cash_.push_back({paid, bank_, -sum});
  accrual_.push_back({paid, bank_, -sum});
  if (paid == date) return;
  const std::size_t owed = sum < 0 ? receivable_ : payable_;
  accrual_.push_back({date, owed, -sum});
  accrual_.push_back({paid, owed, sum});
}

void Ledger::recordTransfer(Day date, const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    accrual_.push_back({date, line.account, line.cents});
    cash_.push_back({date, line.account, line.cents});
  }
}

}  // namespace patchbay::sandbox::xero
