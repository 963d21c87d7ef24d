#include "tools/sandbox/common/oauth/consent_flow.hpp"

#include <utility>

#include "tools/sandbox/common/oauth/authorization_request.hpp"
#include "tools/sandbox/common/request_parameters.hpp"

namespace patchbay::sandbox {

http::ServerResponse ConsentFlow::get(const http::ServerRequest& request) {
  const oauth::Parameters asked = askedFrom(request.query);
  if (auto refused = refusal(asked)) return *std::move(refused);
  const std::string shortcut = valueOf(request.query, names_.shortcut);
  if (!shortcut.empty()) return decide(asked, shortcut == "deny" ? "deny" : "allow", shortcut);
  if (!sign_in_.knows(request)) return pages_.signIn(asked, "");
  return choicePage(asked, "");
}

http::ServerResponse ConsentFlow::post(const http::ServerRequest& request) {
  oauth::Parameters parameters;
  try {
    parameters = formAndQuery(request);
  } catch (const UnreadableBody& error) {
    return pages_.error(error.what());
  }
  const oauth::Parameters asked = askedFrom(parameters);
  if (auto refused = refusal(asked)) return *std::move(refused);
  const std::string decision = valueOf(parameters, "decision");
  if (!decision.empty()) return decide(asked, decision, valueOf(parameters, names_.field));
  return signIn(asked, parameters);
}

http::ServerResponse ConsentFlow::signIn(const oauth::Parameters& asked,
                                         const oauth::Parameters& form) {
  if (!SignIn::accepts(form)) {
    return pages_.signIn(asked, "This email and password do not belong together.");
  }
  // Back to our own first page, with the question as it was.
  const std::string again = std::string(names_.brand.form_path) + "?" + http::encodeForm(asked);
  return http::ServerResponse::redirect(again).with("Set-Cookie", sign_in_.begin());
}

}  // namespace patchbay::sandbox
