#include "core/data/decimal.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>
#include <limits>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

constexpr Int128 kTooLarge = Int128(1'000'000'000'000'000) * Decimal::kUnitsPerOne;
// A double tells decimals of so many digits apart.
constexpr int kExactDigits = std::numeric_limits<double>::digits10;

[[noreturn]] void refuseSize() {
  throw IntegrationError(ErrorCode::malformed_answer,
                         "An amount is a quadrillion or more, which this host does not count; look "
                         "for a wrong figure at the provider.");
}

bool isDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The billionths that digits in front of and behind the point stand for; empty when too many.
std::optional<Int128> unitsOf(std::string_view whole, std::string_view fraction) {
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (fraction.size() > Decimal::kDecimals) return std::nullopt;
  Int128 units = 0;
  for (const char digit : whole) {
    units = units * 10 + (digit - '0');
    if (units >= kTooLarge) return std::nullopt;
  }
  for (int place = 0; place < Decimal::kDecimals; ++place) {
    const auto index = static_cast<std::size_t>(place);
    units = units * 10 + (index < fraction.size() ? fraction[index] - '0' : 0);
  }
  if (units >= kTooLarge) return std::nullopt;
  return units;
}

/// The shortest text that this double is read back from, when that is what must have been written.
std::optional<Decimal> readDouble(double number) {
  char buffer[64];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c != '.' && c != '-'; });
  return digits <= kExactDigits ? Decimal::parse(text) : std::nullopt;
}

Int128 unitsPerPlace(int decimals) {
  Int128 units = 1;
  for (int place = decimals; place < Decimal::kDecimals; ++place) units *= 10;
  return units;
}

/// The whole number nearest to the quotient; half goes away from zero.
Int128 nearest(Int128 numerator, Int128 denominator) {
  const Int128 size = numerator < 0 ? -numerator : numerator;
  const Int128 whole = size / denominator;
  const Int128 rest = size % denominator;
  const Int128 rounded = rest >= denominator - rest ? whole + 1 : whole;
  return numerator < 0 ? -rounded : rounded;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const bool has_fraction = point != std::string_view::npos;
  const std::string_view fraction = has_fraction ? text.substr(point + 1) : "";
  if (!isDigits(whole) || (has_fraction && !isDigits(fraction))) return std::nullopt;
  const auto units = unitsOf(whole, fraction);
  if (!units) return std::nullopt;
  return Decimal(is_negative ? -*units : *units);
}

std::optional<Decimal> Decimal::read(const boost::json::value& value) {
  if (value.is_string()) {
    const auto& text = value.get_string();
    return parse(std::string_view(text.data(), text.size()));
  }
  if (value.is_int64()) return parse(std::to_string(value.get_int64()));
  if (value.is_uint64()) return parse(std::to_string(value.get_uint64()));
  if (value.is_double()) return readDouble(value.get_double());
  return std::nullopt;
}

Decimal Decimal::fromUnits(Int128 billionths) {
  if (billionths >= kTooLarge || billionths <= -kTooLarge) refuseSize();
  return Decimal(billionths);
}

Decimal Decimal::fromQuotient(Int128 numerator, Int128 denominator, int decimals) {
  const Int128 place = unitsPerPlace(decimals);
  const Int128 places = nearest(numerator, denominator * place);
  if (places >= kTooLarge || places <= -kTooLarge) refuseSize();
  return fromUnits(places * place);
}

Decimal Decimal::times(Ratio ratio, int decimals) const {
  const Int128 size = ratio.numerator < 0 ? -Int128(ratio.numerator) : Int128(ratio.numerator);
  // So that the product stays within 128 bits.
  if (size > 1'000'000'000'000) refuseSize();
  return fromQuotient(units_ * ratio.numerator, ratio.denominator, decimals);
}

std::string Decimal::text() const {
  constexpr std::size_t kLeastDecimals = 2;
  Int128 rest = units_ < 0 ? -units_ : units_;
  std::string reversed;
  for (int place = 0; rest != 0 || place <= kDecimals; ++place, rest /= 10) {
    if (place == kDecimals) reversed += '.';
    reversed += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  const std::size_t zeros = std::min(reversed.find_first_not_of('0'), kDecimals - kLeastDecimals);
  return (units_ < 0 ? "-" : "") +
         std::string(reversed.rbegin(), reversed.rend() - static_cast<std::ptrdiff_t>(zeros));
}

Decimal operator+(Decimal a, Decimal b) { return Decimal::fromUnits(a.units() + b.units()); }

Decimal operator-(Decimal a, Decimal b) { return Decimal::fromUnits(a.units() - b.units()); }

}  // namespace patchbay
