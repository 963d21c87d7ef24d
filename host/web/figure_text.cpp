#include "host/web/figure_text.hpp"

#include <algorithm>
#include <array>

namespace patchbay::host::web {

std::string monthText(Month month) {
  constexpr std::array kNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return std::string(kNames[unsigned(month.month()) - 1]) + " " + std::to_string(int(month.year()));
}

std::string amountText(const Decimal& amount) {
  std::string text = amount.text();
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  std::size_t point = std::min(text.find('.'), text.size());
  while (point > first + 3) {
    point -= 3;
    text.insert(point, ",");
  }
  return text;
}

}  // namespace patchbay::host::web
