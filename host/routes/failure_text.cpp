#include "host/routes/failure_text.hpp"

#include <utility>

namespace patchbay::host {
namespace {

constexpr const char* kLater =
    "Something did not work just now. Please try again in a few minutes.";
constexpr const char* kOurs =
    "Something went wrong on our side. Please try again, and tell us the reference below when it "
    "keeps happening.";

/// A page that is loaded again comes here too, after all went well.
bool isSpentLogin(ErrorCode code) {
  return code == ErrorCode::invalid_request || code == ErrorCode::not_found;
}

std::string loginSentence(ErrorCode code, const std::string& name) {
  switch (code) {
    case ErrorCode::access_denied:
      return "You did not give access at " + name + ". Nothing was changed; you can start again.";
    case ErrorCode::invalid_request:
    case ErrorCode::not_found:
      return "It was used already, was not started in this browser, or took longer than ten "
             "minutes. If " +
             name + " was shown as connected before, all is well; else please start again.";
    case ErrorCode::tenant_refused:
      return "Another company of " + name +
             " is connected here already, and there can be only one. Nothing was changed. To "
             "connect this one instead, first have the other one disconnected.";
    case ErrorCode::invalid_grant:
    case ErrorCode::requires_reconnect:
      return name + " did not accept the sign-in any more. Please start again.";
    case ErrorCode::invalid_client:
    case ErrorCode::provider_configuration:
      return "The set-up between this application and " + name +
             " is not right. It is not your account; please tell us the reference below.";
    case ErrorCode::provider_unavailable:
    case ErrorCode::temporarily_unavailable:
    case ErrorCode::ambiguous_answer:
    case ErrorCode::malformed_answer:
      return name + " did not answer as it should. Please try again in a few minutes.";
    case ErrorCode::storage_unavailable:
      return kLater;
    default:
      return kOurs;
  }
}

}  // namespace

web::FailureText describeLoginFailure(const IntegrationError& failure, const std::string& name,
                                      std::string request_id) {
  web::FailureText text;
  text.title = isSpentLogin(failure.code()) ? "This sign-in is over" : name + " was not connected";
  text.sentence = loginSentence(failure.code(), name);
  text.detail = failure.publicText();
  text.reference = std::move(request_id);
  return text;
}

http::ServerResponse answerPageFailure(const IntegrationError& failure, std::string request_id,
                                       Log& log) {
  const auto& description = describe(failure.code());
  log.warning("browser_request_failed", {{"code", description.name},
                                         {"text", failure.publicText()},
                                         {"detail", failure.detail()},
                                         {"request_id", request_id}});
  const unsigned status = description.status;
  web::FailureText text;
  text.title = status == 404 ? "This link does not work" : "This page cannot be shown";
  text.sentence = status < 500 ? failure.publicText() : status == 503 ? kLater : kOurs;
  text.reference = std::move(request_id);
  text.reconnect_url = failure.reconnectUrl();
  http::ServerResponse response = web::failurePage(status, text);
  if (failure.retryAfter()) {
    response.with("Retry-After", std::to_string(failure.retryAfter()->count()));
  }
  return response;
}

}  // namespace patchbay::host
