#include "core/integration_access.hpp"

namespace patchbay {

bool IntegrationAccessToken::has_expired(TimePoint now, Seconds margin) const {
  return expires_at - now < margin;
}

std::string_view name(ReconnectCause cause) {
  switch (cause) {
    case ReconnectCause::revoked:
      return "revoked";
    case ReconnectCause::lost_rotation:
      return "lost_rotation";
    case ReconnectCause::interaction_required:
      return "interaction_required";
    case ReconnectCause::none:
      break;
  }
  return "";
}

ReconnectCause parseReconnectCause(std::string_view word) {
  for (const auto cause : {ReconnectCause::revoked, ReconnectCause::lost_rotation,
                           ReconnectCause::interaction_required}) {
    if (word == name(cause)) return cause;
  }
  return ReconnectCause::none;
}

}  // namespace patchbay
