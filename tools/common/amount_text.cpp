#include "tools/common/amount_text.hpp"

#include <cstdio>
#include <cstdlib>

namespace patchbay {

std::string amountText(std::int64_t cents) {
  char text[32];
  std::snprintf(text, sizeof text, "%s%lld.%02lld", cents < 0 ? "-" : "",
                static_cast<long long>(std::llabs(cents) / 100),
                static_cast<long long>(std::llabs(cents) % 100));
  return text;
}

}  // namespace patchbay
