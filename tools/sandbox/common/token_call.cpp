#include "tools/sandbox/common/token_call.hpp"

namespace patchbay::sandbox {

std::string_view nameOf(TokenCall::Repeat repeat) {
  switch (repeat) {
    case TokenCall::Repeat::unanswered:
      return "unanswered";
    case TokenCall::Repeat::under_way:
      return "under_way";
    case TokenCall::Repeat::answered:
      return "answered";
    case TokenCall::Repeat::none:
      break;
  }
  return "none";
}

boost::json::object describe(const TokenCall& call) {
  return {{"time", toRfc3339(call.time)}, {"grant_type", call.grant_type},
          {"presented", call.presented},  {"outcome", call.outcome},
          {"grant", call.grant},          {"generation", call.generation},
          {"issued", call.issued},        {"duplicate", call.duplicate},
          {"death", call.death},          {"repeat", nameOf(call.repeat)},
          {"overlaps", call.overlaps},    {"delivered", call.delivered},
          {"abandoned", call.abandoned}};
}

}  // namespace patchbay::sandbox
