#include "core/events/event_signature.hpp"

#include <string>

#include "core/base/letter_case.hpp"
#include "core/base/secret.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/hmac.hpp"

namespace patchbay {

bool isSignedEvent(const EventSignature& rule, std::string_view signature,
                   std::string_view raw_body) {
  if (rule.key.empty()) return false;
  const std::string mac = crypto::hmacSha256(rule.key, raw_body);
  if (rule.encoding == EventSignature::Encoding::base64) {
    return equalInConstantTime(signature, crypto::base64(mac));
  }
  return equalInConstantTime(lowerCase(signature), crypto::hex(mac));
}

}  // namespace patchbay
