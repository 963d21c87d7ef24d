#include "tools/sandbox/common/uuid.hpp"

#include "core/crypto/digest.hpp"

namespace patchbay::sandbox {

std::string uuidFrom(std::string_view seed) {
  const std::string digits = crypto::sha256Hex(seed);
  return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-8" + digits.substr(13, 3) + "-a" +
         digits.substr(17, 3) + "-" + digits.substr(20, 12);
}

}  // namespace patchbay::sandbox
