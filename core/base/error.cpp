#include "core/base/error.hpp"

#include <array>
#include <utility>

namespace patchbay {
namespace {

struct Row {
  ErrorCode code;
  ErrorDescription description;
};

constexpr std::array kTable{
    Row{ErrorCode::invalid_request, {"invalid_request", 400, "The request is malformed.", false}},
    Row{ErrorCode::unauthorized, {"unauthorized", 401, "The API key is not accepted.", false}},
    Row{ErrorCode::forbidden, {"forbidden", 403, "The API key may not do this.", false}},
    Row{ErrorCode::not_found, {"not_found", 404, "There is nothing here.", false}},
    Row{ErrorCode::method_not_allowed,
        {"method_not_allowed", 405, "The path exists, the method does not.", false}},
    Row{ErrorCode::request_timeout,
        {"request_timeout", 408, "The request did not arrive in time.", true}},
    Row{ErrorCode::conflict, {"conflict", 409, "The request does not fit the state.", false}},
    Row{ErrorCode::tenant_refused,
        {"tenant_refused", 409, "The workspace is connected to another tenant.", false}},
    Row{ErrorCode::payload_too_large, {"payload_too_large", 413, "The body is too large.", false}},
    Row{ErrorCode::uri_too_long, {"uri_too_long", 414, "The request target is too long.", false}},
    Row{ErrorCode::unsupported_media_type,
        {"unsupported_media_type", 415, "The body's media type is not supported.", false}},
    Row{ErrorCode::too_many_requests, {"too_many_requests", 429, "Too many requests.", true}},
    Row{ErrorCode::header_too_large,
        {"header_too_large", 431, "The request header is too large.", false}},
    Row{ErrorCode::not_connected,
        {"not_connected", 404, "The workspace is not connected to this integration.", false}},
    Row{ErrorCode::requires_reconnect,
        {"requires_reconnect", 424, "The end user must connect again.", false}},
    Row{ErrorCode::tenant_lost,
        {"tenant_lost", 424, "The connection no longer reaches this company.", false}},
    Row{ErrorCode::insufficient_scope,
        {"insufficient_scope", 403, "The connection lacks a permission at the provider.", false}},
    Row{ErrorCode::access_denied,
        {"access_denied", 403, "The end user did not give access.", false}},
    Row{ErrorCode::invalid_client,
        {"invalid_client", 502, "The provider rejects this host's credentials.", false}},
    Row{ErrorCode::invalid_grant,
        {"invalid_grant", 424, "The provider no longer accepts this grant.", false}},
    Row{ErrorCode::provider_configuration,
        {"provider_configuration", 502, "The provider rejects how this host asks.", false}},
    Row{ErrorCode::provider_unavailable,
        {"provider_unavailable", 503, "The provider cannot be reached.", true}},
    Row{ErrorCode::temporarily_unavailable,
        {"temporarily_unavailable", 503, "Not possible right now.", true}},
    Row{ErrorCode::ambiguous_answer,
        {"ambiguous_answer", 502, "The provider did not answer completely.", true}},
    Row{ErrorCode::malformed_answer,
        {"malformed_answer", 502, "The provider's answer cannot be read.", true}},
    Row{ErrorCode::storage_unavailable,
        {"storage_unavailable", 503, "The database cannot be used right now.", true}},
    Row{ErrorCode::sealed_text_refused,
        {"sealed_text_refused", 500, "A stored secret cannot be opened.", false}},
    Row{ErrorCode::settings_invalid, {"settings_invalid", 500, "A setting is not valid.", false}},
    Row{ErrorCode::plugin_refused, {"plugin_refused", 500, "A plugin was refused.", false}},
    Row{ErrorCode::internal, {"internal", 500, "Something went wrong in this host.", false}},
};

constexpr bool isIndexedByCode() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].code) != i) return false;
  }
  return kTable.size() == static_cast<std::size_t>(ErrorCode::internal) + 1;
}
static_assert(isIndexedByCode(), "the table needs one row for each code, in order");

}  // namespace

const ErrorDescription& describe(ErrorCode code) {
  return kTable[static_cast<std::size_t>(code)].description;
}

IntegrationError::IntegrationError(ErrorCode code, std::string public_text, std::string detail)
    : code_(code),
      public_text_(std::move(public_text)),
      detail_(std::move(detail)),
      what_(std::string(describe(code).name) + ": " + public_text_ +
            (detail_.empty() ? "" : " (" + detail_ + ")")) {}

IntegrationError::~IntegrationError() = default;

IntegrationError& IntegrationError::withRetryAfter(std::chrono::seconds pause) {
  retry_after_ = pause;
  return *this;
}

IntegrationError& IntegrationError::withReconnectUrl(std::string url) {
  reconnect_url_ = std::move(url);
  return *this;
}

IntegrationError& IntegrationError::withMember(std::string name, std::string json) {
  member_name_ = std::move(name);
  member_json_ = std::move(json);
  return *this;
}

}  // namespace patchbay
