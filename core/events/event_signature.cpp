#include "core/events/event_signature.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "core/base/secret.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"

namespace patchbay {

bool isSignedEvent(const EventSignature& rule, std::string_view signature,
                   std::string_view raw_body) {
  if (rule.key.empty()) return false;
  const std::string mac = crypto::hmacSha256(rule.key, raw_body);
  std::string given(signature);
  if (rule.encoding == EventSignature::Encoding::base64) {
    return equalInConstantTime(given, crypto::base64(mac));
  }
  std::transform(given.begin(), given.end(), given.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return equalInConstantTime(given, crypto::hex(mac));
}

}  // namespace patchbay
