#include "core/oauth/introspection.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "core/base/error.hpp"
#include "core/oauth/strict_json.hpp"

namespace patchbay::oauth {

bool parseIntrospection(std::string_view body) {
  const auto value = parseStrictJson(body);
  const auto* answer = value.if_object();
  if (answer == nullptr) {
    throw IntegrationError(ErrorCode::malformed_answer, "the introspection is no JSON object");
  }
  const auto* active = answer->if_contains("active");
  return active != nullptr && active->is_bool() && active->get_bool();
}

}  // namespace patchbay::oauth
