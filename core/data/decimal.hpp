#pragma once

#include <boost/json/fwd.hpp>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/export.hpp"

namespace patchbay {

/// Wide enough for every intermediate result of a calculation with decimals.
__extension__ using Int128 = __int128;

/// A fraction of two whole numbers, such as the 52/12 weeks of a month. `denominator` is positive.
struct Ratio {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;
};

/// A decimal number: an amount of money (in the currency that the data around it name), an hourly
/// rate, hours. Kept as a whole number of billionths, so that no binary floating point ever touches
/// money. Smaller than a quadrillion (10^15) in size.
class PATCHBAY_EXPORT Decimal {
 public:
  /// How many decimals are kept.
  static constexpr int kDecimals = 9;
  static constexpr Int128 kUnitsPerOne = 1'000'000'000;

  constexpr Decimal() = default;

  /// Reads `86500.00` or `-1304.64`: an optional minus, digits, and a point only between digits. No
  /// blanks, no thousands separators, no exponent.
  /// @returns empty when it is anything else, has more than nine decimals that are not 0, or is too
  ///          large.
  static std::optional<Decimal> parse(std::string_view text);

  /// Reads what a provider sent: a text as `parse` does, or a JSON number. A number with a fraction
  /// is exact only where the answer was read with `parseExactJson`; one that went through a double
  /// is taken when at most 15 digits describe it, and then is what was written.
  static std::optional<Decimal> read(const boost::json::value& value);

  /// @throws IntegrationError `malformed_answer` when it is too large.
  static Decimal fromUnits(Int128 billionths);
  /// @throws IntegrationError `malformed_answer` when it is too large.
  static Decimal fromWhole(std::int64_t whole) { return fromUnits(Int128(whole) * kUnitsPerOne); }
  /// `numerator / denominator` billionths, rounded once to `decimals` digits behind the point.
  /// @throws IntegrationError `malformed_answer` when it is too large.
  static Decimal fromQuotient(Int128 numerator, Int128 denominator, int decimals);

  constexpr Int128 units() const { return units_; }
  constexpr bool isZero() const { return units_ == 0; }

  /// This times `ratio`, rounded once to `decimals` digits behind the point; what lies half way
  /// goes away from zero (0.005 becomes 0.01, -0.005 becomes -0.01).
  /// @throws IntegrationError `malformed_answer` when it is too large.
  Decimal times(Ratio ratio, int decimals) const;
  Decimal rounded(int decimals) const { return times(Ratio(), decimals); }

  /// `7208.33`: at least two digits behind the point, and more where there are more.
  std::string text() const;

  // Sums are exact. They throw IntegrationError `malformed_answer` when they are too large.
  friend PATCHBAY_EXPORT Decimal operator+(Decimal a, Decimal b);
  friend PATCHBAY_EXPORT Decimal operator-(Decimal a, Decimal b);
  Decimal operator-() const { return fromUnits(-units_); }
  Decimal& operator+=(Decimal other) { return *this = *this + other; }

  friend constexpr bool operator==(const Decimal&, const Decimal&) = default;
  friend constexpr auto operator<=>(const Decimal& a, const Decimal& b) {
    return a.units_ <=> b.units_;
  }

 private:
  explicit constexpr Decimal(Int128 units) : units_(units) {}

  Int128 units_ = 0;
};

}  // namespace patchbay
