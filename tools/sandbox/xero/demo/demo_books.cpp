#include "tools/sandbox/xero/demo/demo_books.hpp"

#include <utility>

namespace patchbay::sandbox::xero {
namespace {

using std::chrono::days;
using std::chrono::year;
using std::chrono::year_month;

constexpr year_month kLastMonth = year(2036) / 12;

/// Numbers that look random and are the same at every start (splitmix64).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::int64_t between(std::int64_t lowest, std::int64_t highest) {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    mixed ^= mixed >> 31;
    return lowest +
           static_cast<std::int64_t>(mixed % static_cast<std::uint64_t>(highest - lowest + 1));
  }

 private:
  std::uint64_t state_;
};

Day firstOf(year_month month) { return month / 1; }
Day lastOf(year_month month) { return month / std::chrono::last; }
unsigned numberOf(year_month month) { return static_cast<unsigned>(month.month()); }

/// Writes one organisation's documents, month by month.
class Bookkeeper {
 public:
  Bookkeeper(std::string_view seed, std::uint64_t dice, std::int64_t tax_percent)
      : ledger_(seed), dice_(dice), tax_percent_(tax_percent) {}

  /// An account, made when it is first named.
  std::size_t account(std::string_view name, AccountClass type, const std::string& id = {}) {
    const auto& accounts = ledger_.accounts();
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      if (accounts[i].name == name && accounts[i].type == type) return i;
    }
    return ledger_.addAccount(name, type, id);
  }

  /// An invoice of so many cents before tax; a negative amount is a credit note.
  void sell(Day date, std::string_view what, std::int64_t cents, days until_paid) {
    ledger_.record(date, date + until_paid,
                   {{account(what, AccountClass::income), -cents}, {tax(), -taxOn(cents)}});
  }
  void buy(Day date, std::string_view what, AccountClass type, std::int64_t cents,
           days until_paid) {
    ledger_.record(date, date + until_paid, {{account(what, type), cents}, {tax(), taxOn(cents)}});
  }
  /// Paid at once, and no tax on it.
  void pay(Day date, std::string_view what, AccountClass type, std::int64_t cents) {
    ledger_.record(date, date, {{account(what, type), cents}});
  }

  Ledger& ledger() { return ledger_; }
  Dice& dice() { return dice_; }

 private:
  std::size_t tax() { return account("Sales Tax", AccountClass::current_liability); }
  std::int64_t taxOn(std::int64_t cents) const { return cents * tax_percent_ / 100; }

  Ledger ledger_;
  Dice dice_;
  std::int64_t tax_percent_;
};

void roasterSales(Bookkeeper& books, year_month month) {
  Dice& dice = books.dice();
  for (const Day date :
       {firstOf(month), firstOf(month) + days(dice.between(4, 25)), lastOf(month)}) {
    books.sell(date, "Sales", dice.between(180'000, 940'000), days(dice.between(18, 44)));
  }
  books.sell(firstOf(month) + days(14), "Café Takings", dice.between(90'000, 160'000), days(0));
  if (numberOf(month) % 3 == 2) {
    books.sell(lastOf(month), "Sales", -dice.between(3'000, 45'000), days(9));
  }
  if (numberOf(month) % 3 == 0) {
    books.pay(lastOf(month), "Interest Income", AccountClass::income, -dice.between(150, 2'400));
  }
}

void roasterCosts(Bookkeeper& books, year_month month) {
  Dice& dice = books.dice();
  for (const int day : {2, 18}) {
    books.buy(firstOf(month) + days(day), "Green Coffee Purchases", AccountClass::cost_of_sales,
              dice.between(110'000, 380'000), days(14));
  }
  books.buy(lastOf(month), "Freight", AccountClass::cost_of_sales, dice.between(9'000, 41'000),
            days(21));
}

void roasterExpenses(Bookkeeper& books, year_month month) {
  constexpr auto kExpense = AccountClass::expense;
  Dice& dice = books.dice();
  books.buy(firstOf(month), "Rent", kExpense, 285'000, days(0));
  books.pay(lastOf(month), "Wages and Salaries", kExpense, dice.between(610'000, 690'000));
  books.buy(firstOf(month) + days(10), "Freight", kExpense, dice.between(2'000, 7'900), days(30));
  if (numberOf(month) % 3 == 1) {
    books.buy(firstOf(month) + days(6), "Light, Power, Heating", kExpense,
              dice.between(31'000, 58'000), days(16));
  }
  if (numberOf(month) == 9) books.buy(firstOf(month), "Insurance", kExpense, 241'350, days(5));
  if (month >= year(2025) / 3) {
    books.buy(firstOf(month) + days(20), "Software Subscriptions", kExpense, 18'999, days(0));
  }
}

void roasterFinance(Bookkeeper& books, year_month month) {
  const Day last = lastOf(month);
  if (numberOf(month) == 1) {
    books.buy(firstOf(month) + days(8), "Roasting Equipment", AccountClass::fixed_asset,
              books.dice().between(700'000, 1'500'000), days(28));
  }
  const std::int64_t worn = books.dice().between(20'000, 26'000);
  books.ledger().recordTransfer(
      last, {{books.account("Depreciation", AccountClass::expense), worn},
             {books.account("Less Accumulated Depreciation", AccountClass::fixed_asset), -worn}});
  books.pay(last, "Interest Expense", AccountClass::expense, books.dice().between(9'000, 14'000));
  books.pay(last, "Bank Loan", AccountClass::non_current_liability, 50'000);
}

void studioSales(Bookkeeper& books, year_month month) {
  Dice& dice = books.dice();
  books.sell(firstOf(month), "Design Fees", dice.between(240'000, 610'000), days(30));
  books.sell(lastOf(month), "Design Fees", dice.between(120'000, 480'000), days(30));
  if (numberOf(month) % 4 == 1) {
    books.sell(firstOf(month) + days(12), "Licences", dice.between(20'000, 95'000), days(12));
  }
}

void studioExpenses(Bookkeeper& books, year_month month) {
  constexpr auto kExpense = AccountClass::expense;
  Dice& dice = books.dice();
  books.buy(firstOf(month), "Rent", kExpense, 96'000, days(0));
  books.pay(lastOf(month), "Salaries", kExpense, dice.between(290'000, 330'000));
  if (dice.between(0, 1) == 1) {
    books.buy(firstOf(month) + days(15), "Travel", kExpense, dice.between(900, 48'000), days(10));
  }
  if (numberOf(month) % 5 != 0) return;
  const std::int64_t gained = dice.between(-18'000, 18'000);
  books.ledger().recordTransfer(
      lastOf(month),
      {{books.account("Foreign Currency Gains and Losses", kExpense, "FXGROUPID"), -gained},
       {books.account("US Dollar Account", AccountClass::bank), gained}});
}

}  // namespace

Ledger roasterBooks() {
  constexpr year_month kStart = year(2021) / 1;
  Bookkeeper books("kestrel", 20210104, 10);
  books.pay(firstOf(kStart) + days(3), "Owner A Share Capital", AccountClass::equity, -8'000'000);
  books.pay(firstOf(kStart) + days(3), "Bank Loan", AccountClass::non_current_liability,
            -12'000'000);
  for (year_month month = kStart; month <= kLastMonth; month += std::chrono::months(1)) {
    roasterSales(books, month);
    roasterCosts(books, month);
    roasterExpenses(books, month);
    roasterFinance(books, month);
  }
  return std::move(books.ledger());
}

Ledger studioBooks() {
  constexpr year_month kStart = year(2023) / 6;
  Bookkeeper books("foxglove", 20230601, 20);
  books.pay(firstOf(kStart), "Ordinary Shares", AccountClass::equity, -1'000'000);
  for (year_month month = kStart; month <= kLastMonth; month += std::chrono::months(1)) {
    studioSales(books, month);
    studioExpenses(books, month);
  }
  return std::move(books.ledger());
}

}  // namespace patchbay::sandbox::xero
