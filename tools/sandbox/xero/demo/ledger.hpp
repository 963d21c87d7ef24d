#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sandbox::xero {

using Day = std::chrono::sys_days;

/// Where an account stands in the reports, in their order.
enum class AccountClass {
  income,
  cost_of_sales,
  expense,
  bank,
  current_asset,
  fixed_asset,
  current_liability,
  non_current_liability,
  equity,
};

struct Account {
  std::string id;
  std::string name;
  AccountClass type;
};

/// One line of the ledger.
struct Posting {
  Day date;
  std::size_t account;  ///< index into the ledger's accounts
  std::int64_t cents;   ///< a debit is positive, a credit negative
};

/// When income and expenses count: when they are invoiced, or when they are paid.
enum class Basis { accrual, cash };

/// One line of a document, as in `Posting`.
struct Line {
  std::size_t account;
  std::int64_t cents;
};

/// The books of one organisation: double entry, so that all postings of a day add up to nothing.
class Ledger {
 public:
  /// @param seed  from which the accounts' ids are made.
  explicit Ledger(std::string_view seed);

  /// @param id  empty for a uuid that depends on seed, name and class.
  std::size_t addAccount(std::string_view name, AccountClass type, std::string id = {});
  /// An invoice or bill: its lines count on `date` (or `paid`, on a cash basis), and their sum goes
  /// over receivables or payables to the bank on `paid`.
  void record(Day date, Day paid, const std::vector<Line>& lines);
  /// Something that no money moved for; the lines add up to nothing.
  void recordTransfer(Day date, const std::vector<Line>& lines);

  std::size_t bank() const { return bank_; }
  const std::vector<Account>& accounts() const { return accounts_; }
  /// In no order.
  const std::vector<Posting>& postings(Basis basis) const {
    return basis == Basis::accrual ? accrual_ : cash_;
  }

 private:
  std::string seed_;
  std::vector<Account> accounts_;
  std::vector<Posting> accrual_;
  std::vector<Posting> cash_;
  std::size_t bank_;
  std::size_t receivable_;
  std::size_t payable_;
};

/// Whether the class belongs to profit and loss; the others to the balance sheet.
constexpr bool isResult(AccountClass type) { return type <= AccountClass::expense; }
/// Whether a debit makes the class's figure grow.
constexpr bool growsByDebit(AccountClass type) {
  return type != AccountClass::income && type < AccountClass::current_liability;
}

}  // namespace patchbay::sandbox::xero
