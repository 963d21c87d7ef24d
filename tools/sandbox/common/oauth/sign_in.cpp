#include "tools/sandbox/common/oauth/sign_in.hpp"

#include <utility>

#include "core/crypto/random.hpp"
#include "tools/sandbox/common/request_parameters.hpp"

namespace patchbay::sandbox {

bool SignIn::knows(const http::ServerRequest& request) const {
  return sessions_.contains(request.cookie(cookie_).value_or(""));
}

bool SignIn::accepts(const oauth::Parameters& form) {
  return valueOf(form, "email") == kEmail && valueOf(form, "password") == kPassword;
}

std::string SignIn::begin() {
  std::string session = crypto::randomToken();
  std::string cookie = cookie_ + "=" + session + "; Path=" + path_ + "; HttpOnly; SameSite=Lax";
  sessions_.insert(std::move(session));
  return cookie;
}

}  // namespace patchbay::sandbox
